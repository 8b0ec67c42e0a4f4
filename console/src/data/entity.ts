import { effect, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Entity } from '../../../src/api/wire/entity.ts';
import type { EntityValues } from '../../../src/api/wire/metrics.ts';
import type { Histories } from '../../../src/api/wire/history.ts';
import { CLASSES, isEntityClass } from '../../../src/model/classes.ts';
import { ApiError, getJson, uriOf } from './api.ts';
import type { Line } from '../charts/specs.ts';
import { ChartRows, queryOf, type Asked } from './chart-rows.ts';
import { fromHistory, type Columns } from './columns.ts';
import { follow } from './live.ts';
import { Marks, type Mark } from './marks.ts';
import { isLive, lastSampleEnd, liveRange, range } from '../view/window.ts';

interface Options {
  /** The page shows the last minutes besides its charts, whatever window those have. */
  readonly recent?: boolean;
}

/** One host or VM as a page shows it: one columnar request a range, and one stream. */
export class EntityView {
  readonly class: string;
  readonly id: string;
  /** What it is; null before the stream's first event. */
  readonly entity = signal<Entity | null>(null);
  /** The newest value of every metric it has; null before the first. */
  readonly latest = signal<EntityValues | null>(null);
  /** Why it cannot be shown. */
  readonly problem = signal<ApiError | null>(null);
  /** It is no longer reported; its history stays for as long as it lasts. */
  readonly removed = signal(false);
  readonly #rows: ChartRows;
  readonly #marks: Marks;
  readonly #recent: ChartRows | null;
  readonly #metrics: readonly string[] | null;
  readonly #drawn: RegExp;
  readonly #stop = new AbortController();

  /** @param metrics what its charts draw; null for all it has. */
  constructor(cls: string, id: string, metrics: readonly string[] | null, { recent = false }: Options = {}) {
    this.class = cls;
    this.id = id;
    this.#metrics = metrics;
    const patterns = metrics?.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '[^.]+')) ?? ['.*'];
    this.#drawn = new RegExp(`^(?:${patterns.join('|')})$`);
    const wiring = {
      class: cls,
      ask: (asked: Asked, left: AbortSignal) => this.#ask(asked, left),
      failed: (error: ApiError) => this.#fail(error),
    };
    this.#rows = new ChartRows(wiring);
    this.#marks = new Marks(uriOf(cls, id, 'events'));
    this.#recent = recent ? new ChartRows(wiring) : null;
  }

  get source(): string | null {
    return this.entity.value?.source ?? null;
  }

  /** What the charts draw; null before the answer. Reading it follows it. */
  get columns(): Columns | null {
    return this.#rows.columns;
  }

  /** Rows shown are of an earlier range, until the answer comes. */
  get pending(): boolean {
    return this.#rows.pending.value;
  }

  /** What happened in the range the charts show, oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks.all.value;
  }

  get removedSince(): number | null {
    return this.removed.value ? (this.entity.value?.stateSince ?? null) : null;
  }

  /** The last minutes, whatever the charts show. */
  get recent(): Columns | null {
    return this.#recent && !isLive(range.value) ? this.#recent.columns : this.columns;
  }

  open(): void {
    const stream = follow(uriOf(this.class, this.id), {
      open: (again) => {
        if (again) this.#catchUp();
      },
      on: {
        entity: (entity: Entity) => {
          // The first one is what the page opened with; every other means that something happened.
          if (this.entity.peek()) this.#marks.refresh();
          this.entity.value = entity;
        },
        values: (values: EntityValues) => this.#take(values),
        gap: () => this.#catchUp(),
        gone: () => {
          stream[Symbol.dispose]();
          this.removed.value = true;
          this.#marks.refresh();
          this.#remember().catch(reportError);
        },
      },
    });
    const unfollow = effect(() => {
      const shown = range.value;
      untracked(() => {
        this.#rows.show(shown).catch(reportError);
        this.#marks.show(shown).catch(reportError);
        if (isLive(shown)) this.#recent?.close();
        else this.#recent?.show(liveRange).catch(reportError);
      });
    });
    this.#stop.signal.addEventListener('abort', () => {
      lastSampleEnd.value = null;
      stream[Symbol.dispose]();
      unfollow();
      this.#rows.close();
      this.#marks.close();
      this.#recent?.close();
    });
  }

  close(): void {
    this.#stop.abort();
  }

  /** The stream carries every metric; only what charts draw is kept. */
  #take(latest: EntityValues): void {
    this.latest.value = latest;
    const drawn = Object.entries(latest.values).filter(([name]) => this.#drawn.test(name));
    const sample = { ...latest, values: Object.fromEntries(drawn) };
    this.#rows.take(sample);
    this.#recent?.take(sample);
  }

  /** What is still known of a removed one: its name, since when it is removed, and where its samples end. */
  async #remember(): Promise<void> {
    const folder = isEntityClass(this.class) && CLASSES[this.class].path;
    if (!folder) return;
    const past = await getJson<Entity>(`${folder}/${encodeURIComponent(this.id)}`, this.#stop.signal).catch(
      () => null,
    );
    if (!past) return;
    this.entity.value = past;
    const { lastSample } = await import('./last-sample.ts');
    const left = this.#stop.signal;
    const ask = (start: number, end: number | null, step: number | null): Promise<Columns> =>
      this.#ask({ start: String(start), end, step, bands: false }, left);
    const last = await lastSample(ask, past.stateSince).catch(() => null);
    if (!left.aborted) lastSampleEnd.value = last;
  }

  #catchUp(): void {
    this.#rows.catchUp().catch(reportError);
    this.#recent?.catchUp().catch(reportError);
    this.#marks.refresh();
  }

  #fail(error: ApiError): void {
    this.problem.value = error;
    // What does not exist is not worth following.
    if (error.status === 404) this.close();
  }

  /** Address of the history of these lines. */
  historyUri(lines: readonly Line[], query: Readonly<Record<string, string>>): string {
    return this.#history(
      lines.map(({ metric }) => metric),
      query,
    );
  }

  #history(metrics: readonly string[] | null, query: Readonly<Record<string, string>>): string {
    const asked = new URLSearchParams({ ...(metrics && { metrics: metrics.join(',') }), ...query });
    return `${uriOf(this.class, this.id, 'history')}?${asked}`;
  }

  async #ask(asked: Asked, left: AbortSignal): Promise<Columns> {
    const answer = await getJson<Histories>(this.#history(this.#metrics, queryOf(asked)), left);
    this.problem.value = null;
    return fromHistory(answer);
  }
}

/** Keeps one entity live while the page is shown. `metrics` are what its charts draw; null is all it has. */
export function useEntity(
  cls: string,
  id: string,
  metrics: readonly string[] | null,
  options?: Options,
): EntityView {
  const view = useMemo(() => new EntityView(cls, id, metrics, options), [cls, id, metrics]);
  useEffect(() => {
    view.open();
    return () => view.close();
  }, [view]);
  return view;
}
