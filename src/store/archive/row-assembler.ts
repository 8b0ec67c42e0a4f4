import type { DatabaseStorage } from '@virtscope/rrd';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { ROWS_BEFORE_CLOSE } from '../held-rows.ts';
import { emptyRow, widen, type OpenRow } from './open-row.ts';
import { ColumnHolders } from './column-holders.ts';
import { storedName } from './series-name.ts';
import { SourceMapping, type SlotValues } from './source-mapping.ts';

/** What rows are written to. */
type Rows = Pick<DatabaseStorage, 'width' | 'has' | 'add' | 'retire' | 'append' | 'lastMs'>;

/** Slots examined, and series added, before the event loop may turn: about a millisecond. */
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
 * Makes the rows of one class of entities from the batches of all sources. A row is written when all sources that are due
 * have delivered, at its deadline at the latest, with the values it has then (docs/adr/0016). The values of a source that
 * delivers every twelfth row are also in the eleven rows after it.
 */
export class RowAssembler {
  readonly #class: EntityClass;
  readonly #database: Rows;
  readonly #stepMs: number;
  readonly #primary: RowAssemblerOptions['primary'];
  readonly #onOutcome: RowAssemblerOptions['onOutcome'];
  readonly #mappings = new Map<string, SourceMapping>();
  readonly #holders = new ColumnHolders();
  /** Sources whose newest batch is also in later rows. */
  readonly #holding = new Set<SourceMapping>();
  /** Rows not yet written, oldest first, and written ones, to be used again. */
  readonly #rows: OpenRow[] = [];
  readonly #spare: OpenRow[] = [];
  #version = 0;
  /** Interval of the row written last. */
  #written: number;
  /** Reason of the missing intervals before the next row: at first those since the newest row of an earlier run. */
  #gap: Reason = Reason.away;

  constructor({ class: cls, database, stepMs, primary, onOutcome }: RowAssemblerOptions) {
    this.#class = cls;
    this.#database = database;
    this.#stepMs = stepMs;
    this.#primary = primary;
    this.#onOutcome = onOutcome;
    this.#written = Math.floor(database.lastMs / stepMs);
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
    // Rows before this one have the batch before it, whose slots may be others now.
    yield* this.#openHeld(interval - 1, interval - ROWS_BEFORE_CLOSE);
    this.#release(mapping);
    if (mapping.version !== batch.series.version) yield* this.#adopt(mapping);
    if (!mapping.isMapped) return;
    mapping.interval = interval;
    mapping.every = batch.intervalMs / this.#stepMs;
    const row = this.#rowOf(interval);
    if (row) this.#put(row, mapping, batch, batch.series.length);
    if (mapping.every > 1) this.#hold(mapping, batch);
    yield* this.#writeComplete();
  }

  /** Writes the rows that close when a row has ended, by the number of its interval. Yields where the rest may wait. */
  *close(interval: number): Generator<void, void> {
    const closing = interval - ROWS_BEFORE_CLOSE;
    yield* this.#openHeld(closing, closing);
    for (; this.#isClosing(closing); this.#write()) yield;
    yield* this.#writeComplete();
  }

  /** Forgets a source: rows do not wait for it any more, and its series end. */
  remove(source: string): void {
    const mapping = this.#mappings.get(source);
    if (!mapping) return;
    this.#mappings.delete(source);
    this.#forget(mapping);
    this.#retire();
  }

  #forget(mapping: SourceMapping): void {
    this.#release(mapping);
    for (const column of mapping.columns) this.#leave(column);
  }

  *#writeComplete(): Generator<void, void> {
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

  /** Writes all open rows with the values they have. */
  flush(): void {
    while (this.#rows.length > 0) this.#write();
  }

  /** The clock was set back before an interval: open rows belong to a time that will not be delivered again. */
  goBack(interval: number): void {
    this.flush();
    this.#written = -1;
    for (const mapping of this.#mappings.values()) {
      this.#release(mapping);
      mapping.interval = Math.min(mapping.interval, interval - 1);
    }
  }

  #mapping({ source, series }: Batch): SourceMapping {
    const known = this.#mappings.get(source);
    if (known?.series === series) return known;
    if (known) this.#forget(known);
    const mapping = new SourceMapping(series);
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
      this.#leave(mapping.columns[slot]);
      mapping.columns[slot] = -1;
      owners.set(slot, owner);
      metrics.set(slot, metric);
      if (owner?.class !== this.#class) continue;
      slots.push(slot);
      names.push(storedName(this.#database, owner, metric));
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
    for (const row of this.#rows) widen(row, width);
    for (const [i, slot] of slots.entries()) mapping.columns[slot] = columns[i] as number;
    this.#holders.claim(columns, width);
  }

  #leave(column: number | undefined): void {
    if (this.#holders.leave(column, this.#rows.at(-1)?.interval ?? -1)) this.#version++;
  }

  /** Retires the columns that no slot feeds again; not before the last row that has their values. */
  #retire(): void {
    const ended = this.#holders.takeEnded(this.#rows[0]?.interval ?? Infinity);
    if (ended.length > 0) this.#database.retire(ended);
  }

  /** The open row of an interval; null for one that was written. */
  #rowOf(interval: number): OpenRow | null {
    while (this.#isClosing(interval - ROWS_BEFORE_CLOSE)) this.#write();
    if (interval <= this.#written) return null;
    const known = this.#rows.find((row) => row.interval === interval);
    if (known) return known;
    const row = emptyRow(interval, this.#database.width, this.#spare.pop());
    for (const mapping of this.#holding) {
      if (mapping.holdsFor(interval)) this.#put(row, mapping, mapping.held, mapping.held.length);
    }
    this.#rows.push(row);
    this.#rows.sort((a, b) => a.interval - b.interval);
    return row;
  }

  /** Whether the first open row is one of those up to an interval. */
  #isClosing(interval: number): boolean {
    const [first] = this.#rows;
    return first !== undefined && first.interval <= interval;
  }

  /** Opens the rows up to an interval that have held values alone, and writes those up to `closing`. */
  *#openHeld(interval: number, closing: number): Generator<void, void> {
    if (this.#holding.size === 0) return;
    const held = [...this.#holding];
    const last = Math.min(interval, Math.max(...held.map((mapping) => mapping.lastHeld)));
    const before = Math.max(this.#written, this.#rows.at(-1)?.interval ?? -1);
    let next = Math.max(before, Math.min(...held.map((mapping) => mapping.interval))) + 1;
    for (; next <= last; next++) {
      if (!held.some((mapping) => mapping.holdsFor(next))) continue;
      this.#rowOf(next);
      for (; this.#isClosing(closing); this.#write()) yield;
    }
  }

  /** Keeps a batch for the rows until the next, also those that are open. */
  #hold(mapping: SourceMapping, batch: Batch): void {
    mapping.hold(batch, batch.series.length);
    this.#holding.add(mapping);
    for (const row of this.#rows) {
      if (mapping.holdsFor(row.interval)) this.#put(row, mapping, mapping.held, mapping.held.length);
    }
  }

  #release(mapping: SourceMapping): void {
    mapping.release();
    this.#holding.delete(mapping);
  }

  #put(
    row: OpenRow,
    { columns, owners }: SourceMapping,
    { values, reasons }: SlotValues,
    length: number,
  ): void {
    for (let slot = 0; slot < length; slot++) {
      const column = columns[slot] as number;
      if (column < 0) continue;
      if (this.#holders.isShared(column) && !this.#isPrimary(owners.get(slot))) continue;
      const value = values[slot] as number;
      row.values[column] = value;
      // The comparison with itself is the fast test for NaN.
      row.reasons[column] = value === value ? Reason.known : reasons[slot] || Reason.notCollected;
    }
  }

  #isPrimary(owner: Entity | null | undefined): boolean {
    return owner === null || owner === undefined || this.#primary(owner.class, owner.id) === owner;
  }

  /** Whether no source is due that may still deliver. */
  #isComplete({ interval }: OpenRow): boolean {
    for (const mapping of this.#mappings.values()) if (mapping.isDueFor(interval)) return false;
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
