import { signal, type Signal } from '@preact/signals';
import type { Event, Events } from '../../../src/api/wire/events.ts';
import { getJson } from './api.ts';
import type { Range } from '../view/window.ts';

/** An event as a mark on the time axis. Times are epoch seconds. */
export type Mark = Pick<Event, 'time' | 'id' | 'kind' | 'name' | 'text' | 'uri'>;

/** Shape and short words of each kind. */
const signs: Readonly<Record<Event['kind'], readonly [shape: string, words: string]>> = {
  appeared: ['✦', 'appeared'],
  gone: ['✧', 'removed'],
  started: ['▶', 'started'],
  stopped: ['■', 'stopped'],
  paused: ['‖', 'paused'],
  resumed: ['▷', 'resumed'],
  crashed: ['✕', 'crashed'],
  migrated: ['⇄', 'migrated'],
  renamed: ['✎', 'renamed'],
  'device-added': ['+', 'device added'],
  'device-removed': ['−', 'device removed'],
  stuck: ['!', 'not answering'],
  healed: ['✓', 'answers again'],
  conflict: ['⚠', 'on two hosts'],
  'conflict-ended': ['☑', 'on one host again'],
  'source-down': ['○', 'source down'],
  'source-up': ['●', 'source up'],
  'virtscope-started': ['◇', 'virtscope started'],
  'virtscope-stopped': ['◆', 'virtscope stopped'],
};

/** How a kind is drawn; a newer server may have kinds this console does not know. */
export function signOf(kind: string): readonly [shape: string, words: string] {
  return (signs as Partial<typeof signs>)[kind as Event['kind']] ?? ['•', kind.replaceAll('-', ' ')];
}

/** Events in the range that the charts of a page show, oldest first. */
export class Marks {
  readonly all: Signal<readonly Mark[]> = signal([]);
  readonly #path: string;
  readonly #query: Readonly<Record<string, string>>;
  #range: Range | null = null;
  #loading = new AbortController();

  /** `path` answers events, all or those of `query`. */
  constructor(path: string, query: Readonly<Record<string, string>> = {}) {
    this.#path = path;
    this.#query = query;
  }

  async show(range: Range): Promise<void> {
    this.close();
    const { signal: left } = (this.#loading = new AbortController());
    this.#range = range;
    const { seconds, still } = range;
    const query = new URLSearchParams({
      ...this.#query,
      start: still ? String(still.from) : `-${seconds}`,
      limit: '500',
    });
    if (still) query.set('end', String(still.to));
    try {
      const { events } = await getJson<Events>(`${this.#path}?${query}`, left);
      if (!left.aborted) this.all.value = events;
    } catch {
      // Charts are worth showing without; the frame shows that the server is away.
    }
  }

  /** Looks again: something has just happened. */
  refresh(): void {
    if (this.#range) this.show(this.#range).catch(reportError);
  }

  close(): void {
    this.#loading.abort();
  }
}
