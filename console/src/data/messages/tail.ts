import { signal } from '@preact/signals';
import type { Messages } from '../../../../src/api/wire/messages.ts';
import { ApiError } from '../api.ts';
import { countOf, isGap, itemsOf, type Item } from './items.ts';
import { readBack, type Ask } from './read-back.ts';

/** Rows that are kept of what comes: half a minute of a busy host. */
export const mostRows = 5000;
/** Newer messages are asked for so often at most: each answer is drawn in one frame. */
const paceMs = 150;

/** What is drawn. */
export interface Rows {
  readonly items: readonly Item[];
  /** Nothing older is kept. */
  readonly isStart: boolean;
  /** Rows that were put before the others since the beginning: what is looked at moves down by them. */
  readonly prepended: number;
}

interface Options {
  readonly filter: string;
  readonly ask: Ask;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly most?: number;
}

/** The messages of a filter as they come. While it is held what is drawn stays, and what comes is counted. */
export class Tail {
  readonly rows = signal<Rows>({ items: [], isStart: false, prepended: 0 });
  /** Messages that came while it is held. */
  readonly waiting = signal(0);
  /** The last request failed; it is asked again. */
  readonly isAway = signal(false);
  readonly isReadingBack = signal(false);
  readonly filter: string;
  readonly #options: Options;
  readonly #most: number;
  #next: string;
  #isHeld = false;
  /** The newest of those that wait. */
  #held: Item[] = [];
  #stop: AbortController | null = null;

  constructor(first: Messages, isStart: boolean, options: Options) {
    this.filter = options.filter;
    this.#options = options;
    this.#most = options.most ?? mostRows;
    this.#next = first.next;
    this.rows.value = { items: itemsOf(first), isStart, prepended: 0 };
  }

  /** Follows what comes until it is stopped. */
  start(): void {
    this.stop();
    this.#stop = new AbortController();
    const { signal: stopped } = this.#stop;
    this.#run(stopped).catch((error: unknown) => {
      if (!stopped.aborted) reportError(error);
    });
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
  }

  hold(): void {
    this.#isHeld = true;
  }

  /** Draws what waits. Where more came than is kept, it is all that is drawn. */
  release(): void {
    this.#isHeld = false;
    const [held, waited] = [this.#held, this.waiting.peek()];
    this.#held = [];
    this.waiting.value = 0;
    if (held.length === 0) return this.#append([]);
    if (waited > countOf(held)) this.rows.value = { ...this.rows.peek(), items: [], isStart: false };
    this.#append(held);
  }

  /** Reads what is before the first row. */
  async readBack(): Promise<void> {
    const { isStart, items } = this.rows.peek();
    const first = items.find((item) => !isGap(item));
    const stopped = this.#stop?.signal;
    if (isStart || this.isReadingBack.peek() || !first || !stopped) return;
    this.isReadingBack.value = true;
    try {
      const earlier = await readBack(this.#options.ask, this.filter, first.id, stopped);
      const now = this.rows.peek();
      // What is drawn may have been cut meanwhile.
      if (now.items.find((item) => !isGap(item)) !== first) return;
      this.rows.value = {
        items: [...earlier.messages, ...now.items],
        isStart: earlier.isStart,
        prepended: now.prepended + earlier.messages.length,
      };
    } catch (error) {
      if (!(error instanceof ApiError) && !stopped.aborted) throw error;
    } finally {
      this.isReadingBack.value = false;
    }
  }

  async #run(stopped: AbortSignal): Promise<void> {
    for (let failures = 0; ;) {
      try {
        const answer = await this.#options.ask(this.#next, stopped);
        this.#next = answer.next;
        failures = 0;
        this.isAway.value = false;
        this.#take(itemsOf(answer));
        await this.#options.sleep(paceMs, stopped);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.isAway.value = true;
        await this.#options.sleep(1000 * Math.min(15, 2 ** failures++), stopped);
      }
    }
  }

  #take(items: readonly Item[]): void {
    if (items.length === 0) return;
    if (!this.#isHeld) return this.#append(items);
    this.waiting.value += countOf(items);
    this.#held = [...this.#held, ...items].slice(-this.#most);
  }

  #append(items: readonly Item[]): void {
    const { items: before, isStart, prepended } = this.rows.peek();
    const all = [...before, ...items];
    if (items.length === 0 && all.length <= this.#most) return;
    const isCut = all.length > this.#most;
    this.rows.value = {
      items: isCut ? all.slice(-this.#most) : all,
      isStart: isStart && !isCut,
      prepended,
    };
  }
}
