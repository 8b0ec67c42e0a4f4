import { resized } from '../../capacity.ts';
import type { Steps } from '../../steps.ts';
import { FreeColumns } from './free-columns.ts';
import { SeriesById } from './series-by-id.ts';
import { addFrame, nextFrame, retireFrame, returnFrame } from './series-frames.ts';
import { ShardedMap } from './sharded-map.ts';

/** One series; its id is never used again for another. */
export interface Series {
  readonly id: number;
  readonly name: string;
  /** Null while it has none. */
  column: number | null;
  /** End of its last row, null while it lives. */
  retiredMs: number | null;
}

/** Which series has which column at one time. */
export interface Columns {
  /** Ids by column, `width` long at least; 0 = none. */
  readonly ids: Uint32Array;
  readonly width: number;
  /** Of the table. */
  readonly version: number;
}

/** A column that begins another series, and whether that had rows in another before. */
export interface Begun {
  readonly column: number;
  readonly hadRows: boolean;
}

/** Columns that there must be for these; any number of them, which a call with each as an argument could not take. */
export function widthOf(begun: readonly Begun[]): number {
  return begun.reduce((width, { column }) => Math.max(width, column + 1), 0);
}

/** What adding and retiring changed, as records for the log. */
export interface TableChange {
  readonly frames: readonly Uint8Array[];
  readonly begun: readonly Begun[];
}

/** Series that are looked at in one step, and those of one record: a millisecond at most. */
const AT_ONCE = 1024;

/** Which series there are, and which has which column. */
export class SeriesTable {
  /** Ids by column, as long as `width` at least; 0 = none. */
  ids: Uint32Array = new Uint32Array(64);
  width = 0;
  /** Grows with every change of `ids`. */
  version = 0;
  #columns: Columns | null = null;
  /** By column, 1 where there is no living series. */
  idle: Uint8Array = new Uint8Array(64);
  nextId = 1;
  readonly #byName = new ShardedMap<Series>();
  readonly #byId = new SeriesById();
  /** Columns of retired series are free when their longest row is complete; some were taken again since. */
  readonly #free = new FreeColumns();
  readonly #longestMs: number;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** Which series has which column now; not changed later. */
  get columns(): Columns {
    const { width, version } = this;
    if (this.#columns?.version !== version) this.#columns = { ids: this.ids.slice(0, width), width, version };
    return this.#columns;
  }

  get(name: string): Series | undefined {
    return this.#byName.get(name);
  }

  all(): IterableIterator<Series> {
    return this.#byId.values();
  }

  /** Takes a series that the log has. */
  load(id: number, name: string): Series {
    const series: Series = { id, name, column: null, retiredMs: null };
    this.#byName.set(name, series);
    this.#byId.add(series);
    this.nextId = Math.max(this.nextId, id + 1);
    return series;
  }

  /** Takes from the log that a series was retired, or came back with null. */
  loadRetired(id: number, retiredMs: number | null): void {
    const series = this.#byId.get(id);
    if (series) series.retiredMs = retiredMs;
  }

  /**
   * Takes the columns of all series as they were; those of unknown ones are free. A series that lives is retired with
   * the newest row, as it may never be added again.
   */
  *adopt(ids: Uint32Array, lastMs: number): Steps {
    let count = 0;
    for (const series of this.#byId.values()) {
      series.retiredMs ??= lastMs;
      if ((count += 1) % AT_ONCE === 0) yield;
    }
    const retired = new Map<number, number[]>();
    for (const [column, id] of ids.entries()) {
      const series = this.#byId.get(id) ?? null;
      this.#assign(column, series);
      const retiredMs = series?.retiredMs ?? 0;
      const columns = retired.get(retiredMs);
      if (columns) columns.push(column);
      else retired.set(retiredMs, [column]);
      if (column % AT_ONCE === 0) yield;
    }
    for (const [retiredMs, columns] of [...retired].sort(([a], [b]) => a - b)) {
      for (const column of columns) {
        this.#rest(column, retiredMs);
        if ((count += 1) % AT_ONCE === 0) yield;
      }
    }
  }

  /** Columns for names in their order. */
  add(names: readonly string[], lastMs: number): TableChange & { columns: Int32Array } {
    const added: Series[] = [];
    const returned: number[] = [];
    const begun: Begun[] = [];
    const columns = Int32Array.from(names, (name) => {
      let series = this.#byName.get(name);
      const hadRows = series !== undefined;
      if (!series) {
        series = this.load(this.nextId, name);
        added.push(series);
      } else if (series.retiredMs !== null) {
        series.retiredMs = null;
        returned.push(series.id);
      }
      if (series.column === null) {
        const column = this.#freeColumn(lastMs);
        this.#assign(column, series);
        begun.push({ column, hadRows });
      } else {
        this.idle[series.column] = 0;
      }
      return series.column!;
    });
    const frames: Uint8Array[] = [];
    if (added.length > 0) frames.push(addFrame(added));
    if (returned.length > 0) frames.push(returnFrame(returned));
    return { columns, frames, begun };
  }

  /** @throws {RangeError} when a column has no living series; nothing is changed. */
  retire(columns: Iterable<number>, lastMs: number): TableChange {
    const all = [...new Set(columns)];
    const series = all.map((column) => {
      const found = this.#byId.get(this.ids[column] ?? 0);
      if (!found || found.retiredMs !== null) {
        throw new RangeError(`Cannot retire column ${column}: it has no living series`);
      }
      return found;
    });
    for (const each of series) {
      each.retiredMs = lastMs;
      this.#rest(each.column!, lastMs);
    }
    const ids = series.map(({ id }) => id);
    return { frames: ids.length > 0 ? [retireFrame(ids, lastMs)] : [], begun: [] };
  }

  /** Series that were retired from `fromMs` to `toMs` are so since `retiredMs`; returns records for the log. */
  retireLater(fromMs: number, toMs: number, retiredMs: number): Uint8Array[] {
    const ids: number[] = [];
    for (const series of this.#byId.values()) {
      if (series.retiredMs === null || series.retiredMs < fromMs || series.retiredMs > toMs) continue;
      series.retiredMs = retiredMs;
      if (series.column !== null) this.#rest(series.column, retiredMs);
      ids.push(series.id);
    }
    return ids.length > 0 ? [retireFrame(ids, retiredMs)] : [];
  }

  /** Forgets series that were retired before the oldest rows, once their own longest row was written. */
  forget(oldestMs: number, lastMs: number): void {
    for (const series of this.#byId.values()) {
      if (series.retiredMs === null || series.retiredMs > oldestMs) continue;
      if (this.#freeFrom(series.retiredMs) > lastMs) continue;
      this.#byName.delete(series.name);
      this.#byId.delete(series.id);
      if (series.column === null) continue;
      this.#assign(series.column, null);
      series.column = null;
    }
  }

  /** A log that gives the same table, without what came and went. */
  *frames(): Steps<Uint8Array[]> {
    const series = [...this.#byId.values()];
    const frames = [nextFrame(this.nextId)];
    const retired = new Map<number, number[]>();
    for (let from = 0; from < series.length; from += AT_ONCE) {
      const some = series.slice(from, from + AT_ONCE);
      frames.push(addFrame(some));
      for (const { id, retiredMs } of some) {
        if (retiredMs === null) continue;
        const ids = retired.get(retiredMs);
        if (ids) ids.push(id);
        else retired.set(retiredMs, [id]);
      }
      yield;
    }
    for (const [retiredMs, ids] of retired) {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        frames.push(retireFrame(ids.slice(from, from + AT_ONCE), retiredMs));
        yield;
      }
    }
    return frames;
  }

  #rest(column: number, retiredMs: number): void {
    this.idle[column] = 1;
    this.#free.add(column, this.#freeFrom(retiredMs));
  }

  /** When the longest row that was open is complete. */
  #freeFrom(retiredMs: number): number {
    return Math.ceil(retiredMs / this.#longestMs) * this.#longestMs;
  }

  #freeColumn(lastMs: number): number {
    const column = this.#free.take(lastMs, (each, freeMs) => this.#isFree(each, freeMs)) ?? this.width;
    const before = this.#byId.get(this.ids[column] ?? 0);
    if (before) before.column = null;
    return column;
  }

  /** Whether a column is still that of the series for which it was to be free then. */
  #isFree(column: number, freeMs: number): boolean {
    if (this.idle[column] === 0) return false;
    const series = this.#byId.get(this.ids[column]!);
    return !series || this.#freeFrom(series.retiredMs!) === freeMs;
  }

  #assign(column: number, series: Series | null): void {
    if (column >= this.ids.length) {
      const length = Math.max(column + 1, this.ids.length * 2);
      this.ids = resized(this.ids, new Uint32Array(length));
      this.idle = resized(this.idle, new Uint8Array(length));
    }
    this.width = Math.max(this.width, column + 1);
    this.ids[column] = series?.id ?? 0;
    this.version += 1;
    this.idle[column] = series ? 0 : 1;
    if (series) series.column = column;
  }
}
