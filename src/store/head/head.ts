import { within } from '../../lib/async/deadline.ts';
import { byNumber } from '../../lib/text/by-number.ts';
import { Notifier } from '../../lib/async/notifier.ts';
import type { Batch } from '../../model/batch.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { EntityIndex } from './entity-index.ts';
import { LatestTables } from './latest-tables.ts';
import { ROWS_BEFORE_CLOSE } from '../held-rows.ts';
import { mergeRows, type Rows } from '../history/merge-rows.ts';
import type { ArchiveInfo, History, HistoryColumn, HistoryQuery } from '../interfaces/history-reader.ts';
import type { LatestRow, LatestTable, Sample } from '../interfaces/latest-reader.ts';
import { Ring } from './ring.ts';

export interface HeadOptions {
  /** Intervals kept; a SeriesTable must not reuse a freed slot sooner. */
  readonly rows: number;
  readonly stepMs: number;
  readonly clock: Clock;
}

type Bounds = Pick<ArchiveInfo, 'oldest' | 'newest'>;

/** The newest `rows` intervals of every series in memory, nine bytes for each value; no call here waits for a disk. */
export class Head {
  readonly rows: number;
  readonly stepMs: number;
  readonly #clock: Clock;
  readonly #rings = new Map<string, Ring>();
  /** Entities that a source reports now. */
  readonly index = new EntityIndex();
  /** Reason of a metric that the entity's source does not list. */
  absent: (entity: Entity, metric: string) => Reason = () => Reason.notReported;
  readonly #tables = new LatestTables({
    ringOf: (source) => this.#rings.get(source),
    absent: (entity, metric) => this.absent(entity, metric),
  });
  readonly #appended = new Notifier();
  #appends = 0;
  /** Number of the newest interval of any source. */
  #last = 0;
  /** Of whole classes, until the next append: each part of an answer asks for them. */
  readonly #bounds = new Map<EntityClass, Bounds>();

  constructor({ rows, stepMs, clock }: HeadOptions) {
    this.rows = rows;
    this.stepMs = stepMs;
    this.#clock = clock;
  }

  /** Grows with every append: what was true of the rows before may not be any more. */
  get appends(): number {
    return this.#appends;
  }

  /**
   * Takes a batch as a row, or with null for `gapReason` as the newest values alone. Yields where the rest may wait.
   *
   * @param isHeld whether its own row is in a file already, and only those after it have its values
   */
  *append(
    batch: Batch,
    gapReason: Reason | null = Reason.notCollected,
    isHeld = false,
  ): Generator<void, void> {
    let ring = this.#rings.get(batch.source);
    if (ring?.series !== batch.series) {
      if (ring) this.index.remove(ring.series);
      ring = new Ring(batch.series, this.rows, this.stepMs);
      this.#rings.set(batch.source, ring);
    }
    if (gapReason === null) yield* ring.pass(batch);
    else {
      const before = ring.head?.index ?? 0;
      yield* ring.append(batch, gapReason, isHeld);
      const index = batch.rowEndMs / this.stepMs;
      // A clock that was set back is so for all sources.
      this.#last = index < before ? index : Math.max(this.#last, index);
    }
    this.index.update(batch);
    this.#change();
  }

  /** A row has closed (epoch ms of its end), with or without a batch. */
  closeRow(rowEndMs: number): void {
    const index = rowEndMs / this.stepMs;
    if (index <= this.#last) return;
    this.#last = index;
    this.#bounds.clear();
    // It has held values.
    this.#appended.notify();
  }

  /** Forgets a source with its rows and entities. */
  remove(source: string): void {
    const ring = this.#rings.get(source);
    if (!ring) return;
    this.#rings.delete(source);
    this.index.remove(ring.series);
    this.#change();
  }

  #change(): void {
    this.#tables.invalidate();
    this.#bounds.clear();
    this.#appends++;
    this.#appended.notify();
  }

  entities(cls: EntityClass): readonly Entity[] {
    return this.index.list(cls);
  }

  entity(cls: EntityClass, id: string): Entity | null {
    return this.index.get(cls, id);
  }

  metrics(entity: Entity): string[] {
    const slots = this.#rings.get(entity.source)?.series.metrics(entity);
    return [...(slots?.keys() ?? [])].sort(byNumber);
  }

  instant(entity: Entity, metric: string): Sample | null {
    const ring = this.#rings.get(entity.source);
    const slot = ring?.series.find(entity, metric);
    const row = ring?.newest;
    if (!ring || slot === undefined || !row) return null;
    if (slot >= row.length) return { value: null, time: Number.NaN, reason: Reason.notCollected };
    const value = row.values[slot] as number;
    if (!Number.isNaN(value)) return { value, time: row.time, reason: Reason.known };
    const reason = (row.reasons[slot] || Reason.notCollected) as Reason;
    return { value: null, time: ring.lastKnown(slot), reason };
  }

  latest(cls: EntityClass, metrics: readonly string[]): LatestTable {
    return this.#tables.get(cls, metrics, this.index.list(cls));
  }

  /** Finds what {@link latest} reads. Yields where the rest may wait. */
  findLatest(cls: EntityClass, metrics: readonly string[]): Generator<void, void> {
    return this.#tables.find(cls, metrics, this.index.list(cls));
  }

  latestRow(entity: Entity): LatestRow | null {
    const ring = this.#rings.get(entity.source);
    const row = ring?.newest;
    if (!ring || !row) return null;
    const { time, values, reasons } = row;
    return { time, slots: ring.series.metrics(entity), values, reasons };
  }

  /** The rows of a query that are held, of any multiple of the step. */
  range(query: HistoryQuery): Omit<History, 'columns'> {
    const { entities } = query;
    const base = this.stepMs;
    const factor = Math.max(1, Math.ceil((query.stepMs ?? base) / base));
    const stepMs = factor * base;
    const newest = this.#commonEnd(sourcesOf(entities));
    const end = Math.floor(Math.min(query.end, newest) / stepMs) * stepMs;
    const oldest = Math.ceil((newest - this.rows * base) / stepMs) * stepMs;
    const start = Math.min(end, Math.max(oldest, Math.floor(query.start / stepMs) * stepMs));
    return { start, end, stepMs, askedStepMs: null, rows: (end - start) / stepMs };
  }

  /** The columns of a query in a {@link range}, made of known values only. */
  columns(query: HistoryQuery, { start, stepMs, rows }: Omit<History, 'columns'>): HistoryColumn[] {
    const { entities, metrics, metricsOf = () => metrics, cfs = ['AVERAGE'] } = query;
    const factor = stepMs / this.stepMs;
    const count = rows * factor;
    // One array for all: tens of thousands cost more than what is read.
    const length = count * entities.reduce((sum, entity) => sum + metricsOf(entity).length, 0);
    const [values, reasons] = [new Float64Array(length), new Uint8Array(length)];
    let at = 0;
    const columns: HistoryColumn[] = [];
    for (const entity of entities) {
      for (const metric of metricsOf(entity)) {
        const to = at + count;
        const points = { values: values.subarray(at, to), reasons: reasons.subarray(at, to) };
        if (!this.#read(entity, metric, start, points)) continue;
        at = to;
        for (const cf of cfs) columns.push({ entity, metric, cf, ...mergeRows(cf, points, factor) });
      }
    }
    return columns;
  }

  /** `count` rows of the step after `start` (epoch ms, a multiple of it); null where the entity has no such metric. */
  points(entity: Entity, metric: string, start: number, count: number): Rows | null {
    const points = { values: new Float64Array(count), reasons: new Uint8Array(count) };
    return this.#read(entity, metric, start, points) ? points : null;
  }

  /** Reads as many rows of the step after `start` as there is room for; false where the entity has no such metric. */
  #read(entity: Entity, metric: string, start: number, points: Rows): boolean {
    const ring = this.#rings.get(entity.source);
    const slot = ring?.series.find(entity, metric);
    if (!ring || slot === undefined) return false;
    ring.column(slot, start / this.stepMs + 1, points);
    return true;
  }

  /** Ends of the oldest and the newest row of all entities of a class. */
  classBounds(cls: EntityClass): Bounds {
    const known = this.#bounds.get(cls);
    if (known) return known;
    const bounds = this.#boundsOf([...this.index.sources(cls)]);
    this.#bounds.set(cls, bounds);
    return bounds;
  }

  /** Ends of the oldest and the newest row of these entities. */
  bounds(entities: readonly Entity[]): Bounds {
    return this.#boundsOf(sourcesOf(entities));
  }

  /** A source without rows, such as that of an entity known to a remote engine alone, has no bounds. */
  #boundsOf(sources: readonly string[]): Bounds {
    const withRows = sources.filter((source) => this.newest(source) > 0);
    if (withRows.length === 0) return { oldest: null, newest: null };
    return { oldest: this.#since(withRows) + this.stepMs, newest: this.#commonEnd(withRows) };
  }

  /** Epoch ms after which rows of all these entities are held; Infinity where one of their sources has none. */
  since(entities: readonly Entity[]): number {
    return this.#since(sourcesOf(entities));
  }

  #since(sources: readonly string[]): number {
    const rings = sources.map((source) => this.#rings.get(source));
    return Math.max(0, ...rings.map((ring) => (ring?.head ? (ring.oldest - 1) * this.stepMs : Infinity)));
  }

  /** Epoch ms after which rows of a metric are held; Infinity where the entity has no such metric. */
  heldSince(entity: Entity, metric: string): number {
    const ring = this.#rings.get(entity.source);
    const slot = ring?.series.find(entity, metric);
    if (!ring?.head || slot === undefined) return Infinity;
    return Math.max((ring.oldestOf(slot) - 1) * this.stepMs, this.index.takenOver(entity));
  }

  /** Epoch ms at which the newest row of a source ends, be it of a batch or held; 0 before the first. */
  newest(source: string): number {
    return (this.#rings.get(source)?.newestIndex(this.#last) ?? 0) * this.stepMs;
  }

  batchTime(source: string): number | null {
    return this.#rings.get(source)?.newest?.time ?? null;
  }

  batchRow(source: string): number | null {
    const ring = this.#rings.get(source);
    return ring?.head && ring.newest === ring.head ? ring.head.index * this.stepMs : null;
  }

  async changed(signal: AbortSignal, timeoutMs: number): Promise<void> {
    await within(this.#appended.next, timeoutMs, this.#clock, signal);
  }

  /** Epoch ms; a source that may still deliver a row must not end in a gap. */
  #commonEnd(sources: readonly string[]): number {
    const ends = sources.map((source) => this.newest(source));
    const last = Math.max(0, ...ends);
    return Math.min(...ends.filter((end) => end >= last - ROWS_BEFORE_CLOSE * this.stepMs), last);
  }
}

function sourcesOf(entities: readonly Entity[]): string[] {
  return [...new Set(entities.map(({ source }) => source))];
}
