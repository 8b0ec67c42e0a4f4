import type { DatabaseStorage } from '@virtscope/rrd';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { SeriesTable } from '../../model/series.ts';
import { SlotList } from '../../model/slot-list.ts';
import { intervalAt } from '../../lib/interval.ts';
import { seriesName } from './series-name.ts';

/** What one source's slots are in the database. */
interface Feed {
  readonly series: SeriesTable;
  version: number;
  readonly owners: SlotList<Entity | null>;
  readonly metrics: SlotList<string>;
  /** −1 where the slot is of another class, or at rest. */
  columns: Int32Array;
  /** Whether any slot is of the class. */
  isHeard: boolean;
  /** Number of the interval it delivered last. */
  interval: number;
}

/** A row that is not written yet. */
interface OpenRow {
  /** Number of its interval. */
  interval: number;
  values: Float64Array<ArrayBuffer>;
  reasons: Uint8Array<ArrayBuffer>;
}

/** What rows are written to. */
type Rows = Pick<DatabaseStorage, 'width' | 'add' | 'retire' | 'append'>;

/** Slots that are looked through, and series that are added, before the rest may wait: about a millisecond. */
const slotsAtOnce = 8192;
const seriesAtOnce = 512;

export interface IntakeOptions {
  readonly class: EntityClass;
  readonly database: Rows;
  readonly stepMs: number;
  /** Of an entity that two sources report, the one that counts. */
  readonly shown: (cls: EntityClass, id: string) => Entity | null;
  /** Told when a row was taken (null), and why one was not. */
  readonly onOutcome: (error: unknown, endMs: number) => void;
}

/**
 * Makes rows of a class of entity of the batches of all sources. A row is written when everybody has delivered who
 * delivered one of the two before, else when the next but one begins: a source may take longer than a step to answer.
 */
export class Intake {
  readonly #class: EntityClass;
  readonly #database: Rows;
  readonly #stepMs: number;
  readonly #shown: IntakeOptions['shown'];
  readonly #onOutcome: IntakeOptions['onOutcome'];
  readonly #feeds = new Map<string, Feed>();
  /** Slots that feed each column: two while a VM is known at both ends of a migration. */
  #holders = new Uint8Array(0);
  /** In order of time: two at most, and those that were written, whose memory is used again. */
  readonly #rows: OpenRow[] = [];
  readonly #spare: OpenRow[] = [];
  /** Interval of the row written last. */
  #written = -1;
  /** Columns that nobody feeds any more, and the interval up to which open rows may have values of theirs. */
  readonly #leaving = new Map<number, number>();
  /** Why intervals before the next row are missing: those since the newest row of an earlier run, and then our own. */
  #gap: Reason = Reason.away;

  constructor({ class: cls, database, stepMs, shown, onOutcome }: IntakeOptions) {
    this.#class = cls;
    this.#database = database;
    this.#stepMs = stepMs;
    this.#shown = shown;
    this.#onOutcome = onOutcome;
  }

  /** Intervals before the next row are missing for this reason; what is missing since an earlier run is so anyway. */
  skip(reason: Reason): void {
    if (this.#gap !== Reason.away) this.#gap = reason;
  }

  /** Begins with a row that ends at a time and has no value; those after it are missing for that reason. */
  resume(startMs: number, reason: Reason): void {
    if (this.#rowOf(startMs / this.#stepMs)) this.#write();
    this.#gap = reason;
  }

  /** Takes the next batch of a source, of a later interval than the one before. Yields where the rest may wait. */
  *take(batch: Batch): Generator<void, void> {
    const feed = this.#feed(batch);
    const interval = intervalAt(batch.time, this.#stepMs);
    if (feed.version !== batch.series.version) yield* this.#adopt(feed);
    if (!feed.isHeard) return;
    feed.interval = interval;
    const row = this.#rowOf(interval);
    if (row) this.#put(row, feed, batch);
    for (let [first] = this.#rows; first && this.#isComplete(first); [first] = this.#rows) {
      yield;
      this.#write();
    }
  }

  /** The first column of an entity, −1 where it has none now. */
  columnOf(entity: Entity): number {
    const feed = this.#feeds.get(entity.source);
    const slot = feed?.series.metrics(entity).values().next().value;
    return slot === undefined ? -1 : (feed?.columns[slot] ?? -1);
  }

  /** Hands over what is there of the open rows. */
  flush(): void {
    while (this.#rows.length > 0) this.#write();
  }

  /** The clock was set back before an interval: what is open belongs to a time that nobody will deliver again. */
  goBack(interval: number): void {
    this.flush();
    this.#written = -1;
    for (const feed of this.#feeds.values()) feed.interval = Math.min(feed.interval, interval - 1);
  }

  #feed({ source, series }: Batch): Feed {
    const known = this.#feeds.get(source);
    if (known?.series === series) return known;
    if (known) for (const column of known.columns) this.#release(column);
    const feed = {
      series,
      version: -1,
      owners: new SlotList<Entity | null>(),
      metrics: new SlotList<string>(),
      columns: new Int32Array(0),
      isHeard: false,
      interval: -1,
    };
    this.#feeds.set(source, feed);
    return feed;
  }

  /** Finds the columns of slots that changed hands. */
  *#adopt(feed: Feed): Generator<void, void> {
    const { series, owners, metrics } = feed;
    const { length } = series;
    if (feed.columns.length < length) {
      const columns = new Int32Array(length + (length >> 3)).fill(-1);
      columns.set(feed.columns);
      feed.columns = columns;
    }
    let [slots, names]: [number[], string[]] = [[], []];
    for (let slot = 0; slot < length; slot++) {
      if (slot % slotsAtOnce === 0) yield;
      const owner = series.entityAt(slot);
      const metric = series.metricAt(slot);
      if (owners.get(slot) === owner && metrics.get(slot) === metric) continue;
      this.#release(feed.columns[slot]);
      feed.columns[slot] = -1;
      owners.set(slot, owner);
      metrics.set(slot, metric);
      if (owner?.class !== this.#class) continue;
      slots.push(slot);
      names.push(seriesName(owner.id, metric));
      if (slots.length < seriesAtOnce) continue;
      this.#claim(feed, slots, names);
      [slots, names] = [[], []];
      yield;
    }
    if (slots.length > 0) this.#claim(feed, slots, names);
    feed.isHeard = feed.columns.some((column) => column >= 0);
    feed.version = series.version;
    this.#retire();
  }

  #claim(feed: Feed, slots: readonly number[], names: readonly string[]): void {
    const columns = this.#database.add(names);
    const { width } = this.#database;
    if (this.#holders.length < width) {
      const holders = new Uint8Array(width + (width >> 3));
      holders.set(this.#holders);
      this.#holders = holders;
    }
    for (const row of this.#rows) widen(row, width);
    for (const [i, slot] of slots.entries()) {
      const column = columns[i] as number;
      feed.columns[slot] = column;
      (this.#holders[column] as number)++;
    }
  }

  #release(column: number | undefined): void {
    if (column === undefined || column < 0) return;
    const holders = (this.#holders[column] as number) - 1;
    this.#holders[column] = holders;
    if (holders === 0) this.#leaving.set(column, this.#rows.at(-1)?.interval ?? -1);
  }

  /** Retires the columns that nobody came back to; not before the last row that has their values. */
  #retire(): void {
    if (this.#leaving.size === 0) return;
    const first = this.#rows[0]?.interval ?? Infinity;
    const done: number[] = [];
    for (const [column, interval] of this.#leaving) {
      if ((this.#holders[column] as number) > 0) this.#leaving.delete(column);
      else if (interval < first) done.push(column);
    }
    for (const column of done) this.#leaving.delete(column);
    if (done.length > 0) this.#database.retire(done);
  }

  /** The open row of an interval; null for one that was written. */
  #rowOf(interval: number): OpenRow | null {
    while (this.#rows.length > 0 && (this.#rows[0] as OpenRow).interval < interval - 1) this.#write();
    if (interval <= this.#written) return null;
    const known = this.#rows.find((row) => row.interval === interval);
    if (known) return known;
    const row = this.#spare.pop() ?? {
      interval,
      values: new Float64Array(0),
      reasons: new Uint8Array(0),
    };
    row.interval = interval;
    row.values.fill(Number.NaN);
    row.reasons.fill(Reason.notCollected);
    widen(row, this.#database.width);
    this.#rows.push(row);
    this.#rows.sort((a, b) => a.interval - b.interval);
    return row;
  }

  #put(row: OpenRow, { columns, owners }: Feed, { values, reasons, series }: Batch): void {
    const { length } = series;
    for (let slot = 0; slot < length; slot++) {
      const column = columns[slot] as number;
      if (column < 0) continue;
      if ((this.#holders[column] as number) > 1 && !this.#counts(owners.get(slot))) continue;
      const value = values[slot] as number;
      row.values[column] = value;
      // The comparison with itself is the fast test for NaN.
      row.reasons[column] = value === value ? Reason.known : reasons[slot] || Reason.notCollected;
    }
  }

  #counts(owner: Entity | null | undefined): boolean {
    return owner === null || owner === undefined || this.#shown(owner.class, owner.id) === owner;
  }

  /** Whether nobody is missing who delivered in one of the two intervals before. */
  #isComplete(row: OpenRow): boolean {
    for (const { interval } of this.#feeds.values()) {
      if (interval < row.interval && interval >= row.interval - 2) return false;
    }
    return true;
  }

  /** Hands over the first of the open rows. */
  #write(): void {
    const row = this.#rows.shift() as OpenRow;
    const endMs = row.interval * this.#stepMs;
    this.#written = row.interval;
    // A disk that does not take it is a condition of the database; what rejects is told.
    this.#database.append(endMs, row.values, row.reasons, this.#gap).then(
      () => this.#onOutcome(null, endMs),
      (error: unknown) => this.#onOutcome(error, endMs),
    );
    this.#gap = Reason.notCollected;
    this.#spare.push(row);
    this.#retire();
  }
}

function widen(row: OpenRow, width: number): void {
  if (row.values.length >= width) return;
  const room = width + (width >> 3);
  const values = new Float64Array(room).fill(Number.NaN);
  const reasons = new Uint8Array(room).fill(Reason.notCollected);
  values.set(row.values);
  reasons.set(row.reasons);
  row.values = values;
  row.reasons = reasons;
}
