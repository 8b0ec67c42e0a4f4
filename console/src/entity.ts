import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, getJson, uriOf, type Entity, type EntityValues, type HistoryAnswer } from './api.ts';
import { append, fromHistory, join, type Columns } from './columns.ts';
import { follow } from './live.ts';
import { longest } from './window.ts';

/** One host or VM as a page shows it: one columnar request, then one stream that grows the same columns. */
export class EntityView {
  readonly class: string;
  readonly id: string;
  /** What it is; null before the stream has told. */
  readonly entity = signal<Entity | null>(null);
  /** The newest value of every metric it has; null before the first. */
  readonly latest = signal<EntityValues | null>(null);
  /** Why it cannot be shown. */
  readonly problem = signal<ApiError | null>(null);
  /** The machine is no longer known; what was seen of it stays. */
  readonly gone = signal(false);
  /** Changed in place, so its holder is a new one each time. */
  readonly #columns = signal<{ held: Columns } | null>(null);
  readonly #metrics: readonly string[];
  readonly #drawn: RegExp;
  readonly #early: EntityValues[] = [];
  readonly #stop = new AbortController();

  constructor(cls: string, id: string, metrics: readonly string[]) {
    this.class = cls;
    this.id = id;
    this.#metrics = metrics;
    const patterns = metrics.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '[^.]+'));
    this.#drawn = new RegExp(`^(?:${patterns.join('|')})$`);
  }

  /** What the charts draw; null before the answer. Reading it follows it. */
  get columns(): Columns | null {
    return this.#columns.value?.held ?? null;
  }

  open(): void {
    const stream = follow(uriOf(this.class, this.id), {
      open: (again) => {
        if (again) void this.#catchUp();
      },
      on: {
        entity: (entity: Entity) => (this.entity.value = entity),
        values: (values: EntityValues) => this.#take(values),
        gap: () => void this.#catchUp(),
        gone: () => {
          this.gone.value = true;
          this.close();
        },
      },
    });
    this.#stop.signal.addEventListener('abort', () => stream[Symbol.dispose]());
    void this.#load();
  }

  close(): void {
    this.#stop.abort();
  }

  #take(values: EntityValues): void {
    this.latest.value = values;
    const held = this.#columns.peek()?.held;
    if (!held) return void this.#early.push(values);
    this.#append(held, values);
    this.#columns.value = { held };
  }

  /** The stream carries every metric; only what charts draw is kept. */
  #append(columns: Columns, { time, values, reasons }: EntityValues): void {
    const drawn = Object.entries(values).filter(([name]) => this.#drawn.test(name));
    append(columns, time, Object.fromEntries(drawn), reasons, longest);
  }

  async #load(): Promise<void> {
    try {
      const held = fromHistory(await this.#ask(`-${longest}`));
      for (const values of this.#early.splice(0)) this.#append(held, values);
      this.#columns.value = { held };
    } catch (error) {
      if (error instanceof ApiError) {
        this.problem.value = error;
        // What does not exist is not worth following.
        if (error.status === 404) this.close();
      } else if (!this.#stop.signal.aborted) throw error;
    }
  }

  /** Fetches what the stream missed. */
  async #catchUp(): Promise<void> {
    const held = this.#columns.peek()?.held;
    const since = held?.times.at(-1);
    if (!held || since === undefined) return this.#load();
    try {
      join(held, fromHistory(await this.#ask(String(since - held.step))), longest);
      this.#columns.value = { held };
    } catch {
      // The stream is open or retrying; the hole stays a gap.
    }
  }

  #ask(start: string): Promise<HistoryAnswer> {
    const query = new URLSearchParams({ metrics: this.#metrics.join(','), start });
    return getJson(`${uriOf(this.class, this.id, 'history')}?${query}`, this.#stop.signal);
  }
}

/** Keeps one entity live while the page is shown. `metrics` are what its charts draw. */
export function useEntity(cls: string, id: string, metrics: readonly string[]): EntityView {
  const view = useMemo(() => new EntityView(cls, id, metrics), [cls, id, metrics]);
  useEffect(() => {
    view.open();
    return () => view.close();
  }, [view]);
  return view;
}
