import type { DatabaseStorage } from '@virtscope/rrd';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { SeriesTable } from '../../model/series.ts';
import { SlotList } from '../../model/slot-list.ts';
import { seriesName } from './series-name.ts';

/** The columns of one source's slots in the database. */
interface SourceMapping {
  readonly series: SeriesTable;
  version: number;
  readonly owners: SlotList<Entity | null>;
  readonly metrics: SlotList<string>;
  /** −1 where the slot is of another class, or free. */
  columns: Int32Array;
  /** Whether any slot is of the class. */
  isMapped: boolean;
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

export interface RowAssemblerOptions {
  readonly class: EntityClass;
  readonly database: Rows;
  readonly stepMs: number;
  /** Of an entity that two sources report, the one whose values are written. */
  readonly primary: (cls: EntityClass, id: string) => Entity | null;
  /** Called with null when a row was appended, else with the error. */
  readonly onOutcome: (error: unknown, endMs: number) => void;
}

/**
 * Makes rows of a class of entity of the batches of all sources. A row is written when all sources have delivered that
 * delivered one of the two rows before, else when the next but one begins: a source may take longer than a step to answer.
 */
export class RowAssembler {
  readonly #class: EntityClass;
  readonly #database: Rows;
  readonly #stepMs: number;
  readonly #primary: RowAssemblerOptions['primary'];
  readonly #onOutcome: RowAssemblerOptions['onOutcome'];
  readonly #mappings = new Map<string, SourceMapping>();
  /** Slots that mapping each column: two while a VM is known at both ends of a migration. */
  #holders = new Uint8Array(0);
  /** In order of time: two at most, and those that were written, whose memory is used again. */
  readonly #rows: OpenRow[] = [];
  readonly #spare: OpenRow[] = [];
  #version = 0;
  /** Interval of the row written last. */
  #written = -1;
  /** Columns that no slot feeds any more, and the interval up to which open rows may have their values. */
  readonly #leaving = new Map<number, number>();
  /** Why intervals before the next row are missing: those since the newest row of an earlier run, and then our own. */
  #gap: Reason = Reason.away;

  constructor({ class: cls, database, stepMs, primary, onOutcome }: RowAssemblerOptions) {
    this.#class = cls;
    this.#database = database;
    this.#stepMs = stepMs;
    this.#primary = primary;
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

  /** Appends the next batch of a source, of a later interval than the one before. Yields where the rest may wait. */
  *append(batch: Batch): Generator<void, void> {
    const mapping = this.#mapping(batch);
    const interval = batch.rowEndMs / this.#stepMs;
    if (mapping.version !== batch.series.version) yield* this.#adopt(mapping);
    if (!mapping.isMapped) return;
    mapping.interval = interval;
    const row = this.#rowOf(interval);
    if (row) this.#put(row, mapping, batch);
    for (let [first] = this.#rows; first && this.#isComplete(first); [first] = this.#rows) {
      yield;
      this.#write();
    }
  }

  /** Grows when a series comes or goes. */
  get version(): number {
    return this.#version;
  }

  /** The first column of an entity, −1 where it has none now. */
  columnOf(entity: Entity): number {
    const mapping = this.#mappings.get(entity.source);
    const slot = mapping?.series.metrics(entity).values().next().value;
    return slot === undefined ? -1 : (mapping?.columns[slot] ?? -1);
  }

  /** Hands over what is there of the open rows. */
  flush(): void {
    while (this.#rows.length > 0) this.#write();
  }

  /** The clock was set back before an interval: open rows belong to a time that will not be delivered again. */
  goBack(interval: number): void {
    this.flush();
    this.#written = -1;
    for (const mapping of this.#mappings.values())
      mapping.interval = Math.min(mapping.interval, interval - 1);
  }

  #mapping({ source, series }: Batch): SourceMapping {
    const known = this.#mappings.get(source);
    if (known?.series === series) return known;
    if (known) for (const column of known.columns) this.#release(column);
    const mapping = {
      series,
      version: -1,
      owners: new SlotList<Entity | null>(),
      metrics: new SlotList<string>(),
      columns: new Int32Array(0),
      isMapped: false,
      interval: -1,
    };
    this.#mappings.set(source, mapping);
    return mapping;
  }

  /** Finds the columns of slots that changed hands. */
  *#adopt(mapping: SourceMapping): Generator<void, void> {
    const { series, owners, metrics } = mapping;
    const { length } = series;
    if (mapping.columns.length < length) {
      const columns = new Int32Array(length + (length >> 3)).fill(-1);
      columns.set(mapping.columns);
      mapping.columns = columns;
    }
    let [slots, names]: [number[], string[]] = [[], []];
    for (let slot = 0; slot < length; slot++) {
      if (slot % slotsAtOnce === 0) yield;
      const owner = series.entityAt(slot);
      const metric = series.metricAt(slot);
      if (owners.get(slot) === owner && metrics.get(slot) === metric) continue;
      this.#release(mapping.columns[slot]);
      mapping.columns[slot] = -1;
      owners.set(slot, owner);
      metrics.set(slot, metric);
      if (owner?.class !== this.#class) continue;
      slots.push(slot);
      names.push(seriesName(owner.id, metric));
      if (slots.length < seriesAtOnce) continue;
      this.#claim(mapping, slots, names);
      [slots, names] = [[], []];
      yield;
    }
    if (slots.length > 0) this.#claim(mapping, slots, names);
    mapping.isMapped = mapping.columns.some((column) => column >= 0);
    mapping.version = series.version;
    this.#retire();
  }

  #claim(mapping: SourceMapping, slots: readonly number[], names: readonly string[]): void {
    this.#version++;
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
      mapping.columns[slot] = column;
      (this.#holders[column] as number)++;
    }
  }

  #release(column: number | undefined): void {
    if (column === undefined || column < 0) return;
    const holders = (this.#holders[column] as number) - 1;
    this.#holders[column] = holders;
    if (holders === 0) this.#version++;
    if (holders === 0) this.#leaving.set(column, this.#rows.at(-1)?.interval ?? -1);
  }

  /** Retires the columns that no slot feeds again; not before the last row that has their values. */
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

  #put(row: OpenRow, { columns, owners }: SourceMapping, { values, reasons, series }: Batch): void {
    const { length } = series;
    for (let slot = 0; slot < length; slot++) {
      const column = columns[slot] as number;
      if (column < 0) continue;
      if ((this.#holders[column] as number) > 1 && !this.#isPrimary(owners.get(slot))) continue;
      const value = values[slot] as number;
      row.values[column] = value;
      // The comparison with itself is the fast test for NaN.
      row.reasons[column] = value === value ? Reason.known : reasons[slot] || Reason.notCollected;
    }
  }

  #isPrimary(owner: Entity | null | undefined): boolean {
    return owner === null || owner === undefined || this.#primary(owner.class, owner.id) === owner;
  }

  /** Whether no source is missing that delivered in one of the two intervals before. */
  #isComplete(row: OpenRow): boolean {
    for (const { interval } of this.#mappings.values()) {
      if (interval < row.interval && interval >= row.interval - 2) return false;
    }
    return true;
  }

  /** Hands over the first of the open rows. */
  #write(): void {
    const row = this.#rows.shift() as OpenRow;
    const endMs = row.interval * this.#stepMs;
    this.#written = row.interval;
    // A disk that does not take it is a condition of the database; a rejection is reported.
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
