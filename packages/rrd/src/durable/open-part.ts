import { CONSOLIDATIONS, type Consolidation } from '../archive.ts';
import type { Files, OpenFile } from './files.ts';
import { FRAME, makeFrame } from './frame.ts';
import { Layout } from './layout.ts';
import { ROW_HEADER, type Gap, type RowRecord } from './row-record.ts';
import { readReasons } from './runs.ts';

/** A row of an open file. */
export interface Entry {
  readonly row: number;
  readonly width: number;
  readonly reasonsMode: number;
  /** Where its frame is. */
  offset: number;
  size: number;
  /** The row itself until it is written. */
  record: RowRecord | null;
}

/** Columns this close are read in one go. */
const NEAR = 256;

/** The file of one length that rows are appended to, and what is known of it. */
export class OpenPart {
  readonly path: string;
  readonly rowMs: number;
  readonly firstRow: number;
  readonly cfs: readonly Consolidation[];
  readonly layout = new Layout();
  readonly entries: Entry[] = [];
  readonly gaps: Gap[] = [];
  /** Bytes that are good; whatever is behind them is the rest of a write that failed. */
  size = 0;
  #file: OpenFile | null = null;
  #users = 0;
  #disposed = false;
  #torn = false;

  constructor(path: string, rowMs: number, firstRow: number, cfs: readonly Consolidation[]) {
    this.path = path;
    this.rowMs = rowMs;
    this.firstRow = firstRow;
    this.cfs = cfs;
  }

  /** The newest row, or the one before the first. */
  get lastRow(): number {
    return this.entries.at(-1)?.row ?? this.firstRow - 1;
  }

  /** Takes over a file that was read, or begins a new one. */
  async open(files: Files, existing: OpenFile | null): Promise<void> {
    this.#file = existing;
    if (existing) return;
    const file = await files.open(this.path, 'create');
    this.#file = file;
    this.size = 0;
    await this.write(openFrame(this));
  }

  /** Appends bytes; after one that failed, the next begins at the same place. */
  async write(bytes: Uint8Array): Promise<number> {
    if (this.#torn) await this.#file!.truncate(this.size);
    this.#torn = true;
    await this.#file!.write(bytes, this.size);
    this.#torn = false;
    this.size += bytes.length;
    return this.size - bytes.length;
  }

  sync(): Promise<void> {
    return this.#file!.sync();
  }

  /** Keeps the file readable until the callback is done, though it be removed meanwhile. */
  async using<T>(work: (file: OpenFile) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work(this.#file!);
    } finally {
      this.#users -= 1;
      if (this.#disposed) await this.dispose();
    }
  }

  /** Closes the file as soon as nobody reads it. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    if (this.#users > 0 || !this.#file) return;
    const file = this.#file;
    this.#file = null;
    await file.close();
  }

  /**
   * Cells of `columns`, which ascend, in the rows `from` to `to`; column-major into `into`, which is left as it is where
   * there is no row.
   */
  gather(cf: number, columns: Uint32Array, from: number, to: number, into: Float64Array): Promise<void> {
    return this.using(async (file) => {
      const rows = to - from + 1;
      const ranges = rangesOf(columns);
      let scratch = new Float64Array(0);
      for (const entry of this.#entriesIn(from, to)) {
        for (const { begin, end, first, last } of ranges) {
          const count = Math.min(last + 1, entry.width) - first;
          if (count <= 0) break;
          let cells: Float64Array;
          const at = cf * entry.width + first;
          if (entry.record) cells = entry.record.values.subarray(at, at + count);
          else {
            if (scratch.length < count) scratch = new Float64Array(count);
            cells = scratch.subarray(0, count);
            const bytes = new Uint8Array(scratch.buffer, 0, count * 8);
            await file.read(bytes, entry.offset + ROW_HEADER + at * 8);
          }
          for (let i = begin; i < end && columns[i]! - first < count; i += 1) {
            into[i * rows + entry.row - from] = cells[columns[i]! - first]!;
          }
        }
      }
    });
  }

  /** As `gather`, for the reasons of unknown cells. */
  gatherReasons(columns: Uint32Array, from: number, to: number, into: Uint8Array): Promise<void> {
    return this.using(async (file) => {
      const rows = to - from + 1;
      for (const entry of this.#entriesIn(from, to)) {
        const { width, reasonsMode } = entry;
        const begin = ROW_HEADER + this.cfs.length * width * 8;
        let bytes: Uint8Array;
        if (entry.record) bytes = entry.record.frame.slice(begin);
        else if (entry.size === begin) continue;
        else {
          bytes = new Uint8Array(entry.size - begin);
          await file.read(bytes, entry.offset + begin);
        }
        const reasons = readReasons(bytes, reasonsMode, width);
        for (let i = 0; i < columns.length && columns[i]! < width; i += 1) {
          into[i * rows + entry.row - from] = reasons[columns[i]!]!;
        }
      }
    });
  }

  #entriesIn(from: number, to: number): Entry[] {
    return this.entries.filter(({ row }) => row >= from && row <= to);
  }
}

interface Range {
  /** Places in the list of columns. */
  readonly begin: number;
  end: number;
  /** The columns themselves. */
  readonly first: number;
  last: number;
}

function rangesOf(columns: Uint32Array): Range[] {
  const ranges: Range[] = [];
  columns.forEach((column, i) => {
    const range = ranges.at(-1);
    if (range && column - range.last <= NEAR) {
      range.end = i + 1;
      range.last = column;
    } else ranges.push({ begin: i, end: i + 1, first: column, last: column });
  });
  return ranges;
}

/** What an open file begins with. */
const OPEN_SIZE = 24;
const VERSION = 1;

function openFrame({ rowMs, firstRow, cfs }: OpenPart): Uint8Array {
  return makeFrame(FRAME.OPEN, OPEN_SIZE, (payload) => {
    payload.setUint8(0, VERSION);
    payload.setUint8(1, cfs.length);
    cfs.forEach((cf, i) => payload.setUint8(2 + i, CONSOLIDATIONS.indexOf(cf)));
    payload.setFloat64(8, rowMs, true);
    payload.setFloat64(16, firstRow, true);
  });
}

/** An open file of what its first frame says, or null when that is none of this version. */
export function readOpenFrame(path: string, payload: DataView): OpenPart | null {
  if (payload.byteLength < OPEN_SIZE || payload.getUint8(0) !== VERSION) return null;
  const count = payload.getUint8(1);
  if (count > CONSOLIDATIONS.length) return null;
  const cfs = Array.from({ length: count }, (_, i) => CONSOLIDATIONS[payload.getUint8(2 + i)]!);
  return new OpenPart(path, payload.getFloat64(8, true), payload.getFloat64(16, true), cfs);
}
