import { CONSOLIDATIONS, type Consolidation } from '../../archive.ts';
import { AppendFile } from '../disk/append-file.ts';
import type { Files, OpenFile } from '../disk/files.ts';
import { FRAME, makeFrame } from './frame.ts';
import { IDENTITY_SIZE, readIdentity, writeIdentity } from '../identity.ts';
import { ColumnMap } from './column-map.ts';
import { ROW_HEADER, type Gap, type RowRecord } from './row-record.ts';
import { eachReason } from './reason-runs.ts';

/** A row of a segment. */
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

/** A column that is asked for, in order of the columns. */
export interface Wanted {
  readonly column: number;
  /** First and last row. */
  readonly from: number;
  readonly to: number;
  /** What the number of a row is added to for its place among all cells. */
  readonly place: number;
}

/** Rows that are read at a time: their cells of one series are in one line of the processor's cache. */
const ABREAST = 8;
/** Columns this close are read in one go. */
const NEAR = 256;

/** What a segment begins with. */
export interface SegmentHead {
  readonly rowMs: number;
  readonly firstRow: number;
  readonly cfs: readonly Consolidation[];
  /** Of the database it belongs to; null in files of version 1. */
  readonly identity: string | null;
}

/** The file of one length that rows are appended to, and what is known of it. */
export class Segment {
  readonly path: string;
  readonly rowMs: number;
  readonly firstRow: number;
  readonly cfs: readonly Consolidation[];
  readonly identity: string | null;
  readonly columnMap = new ColumnMap();
  readonly entries: Entry[] = [];
  readonly gaps: Gap[] = [];
  /** It takes no more rows, and all that it needs to be sealed and removed is on the disk. */
  complete = false;
  readonly file: AppendFile;

  /** Goes on with a file that is open up to `size`, or will begin a new one. */
  constructor(
    path: string,
    { rowMs, firstRow, cfs, identity }: SegmentHead,
    existing: OpenFile | null = null,
    size: number = 0,
  ) {
    this.path = path;
    this.rowMs = rowMs;
    this.firstRow = firstRow;
    this.cfs = cfs;
    this.identity = identity;
    this.file = new AppendFile(path, existing, size);
  }

  /** The newest row, or the one before the first. */
  get lastRow(): number {
    return this.entries.at(-1)?.row ?? this.firstRow - 1;
  }

  /** Rows between the first and the newest that were skipped or could not be written, oldest first. */
  get skipped(): Gap[] {
    const skipped: Gap[] = [];
    let next = this.firstRow;
    for (const { row } of this.entries) {
      for (; next < row; next += 1) {
        const reason = this.gaps.find(({ from, to }) => from <= next && next <= to)?.reason ?? 0;
        const newest = skipped.at(-1);
        if (newest?.to === next - 1 && newest.reason === reason)
          skipped[skipped.length - 1] = { ...newest, to: next };
        else skipped.push({ from: next, to: next, reason });
      }
      next = row + 1;
    }
    return skipped;
  }

  /** Whether it says of any cell why it is unknown. */
  get hasReasons(): boolean {
    const plain = ({ size, width }: Entry): boolean => size === ROW_HEADER + this.cfs.length * width * 8;
    return this.gaps.length > 0 || !this.entries.every(plain);
  }

  /** Begins the file. */
  async create(files: Files): Promise<void> {
    await this.file.create(files);
    await this.file.write(segmentHeadFrame(this));
  }

  /** Cells of one function, each in the rows and into the place that it is wanted in; others are left as they are. */
  gather(cf: number, wanted: readonly Wanted[], from: number, to: number, into: Float64Array): Promise<void> {
    return this.file.using(async (file) => {
      const entries = this.#entriesIn(from, to);
      let scratch = new Float64Array(0);
      for (const range of rangesOf(wanted)) {
        const { begin, end, first, last } = range;
        const width = last + 1 - first;
        if (scratch.length < width * ABREAST) scratch = new Float64Array(width * ABREAST);
        for (let at = 0; at < entries.length; at += ABREAST) {
          const rows = entries.slice(at, at + ABREAST);
          const read = (entry: Entry, i: number): Promise<Float64Array> =>
            cellsOf(entry, file, cf, range, scratch.subarray(i * width, (i + 1) * width));
          const cells = await Promise.all(rows.map(read));
          for (let i = begin; i < end; i += 1) {
            const { column, from: since, to: until, place } = wanted[i]!;
            for (let k = 0; k < rows.length; k += 1) {
              const { row } = rows[k]!;
              const own = cells[k]!;
              if (column - first < own.length && row >= since && row <= until)
                into[place + row] = own[column - first]!;
            }
          }
        }
      }
    });
  }

  /** As `gather`, for the reasons of unknown cells. */
  gatherReasons(wanted: readonly Wanted[], from: number, to: number, into: Uint8Array): Promise<void> {
    return this.file.using(async (file) => {
      const columns = Uint32Array.from(wanted, ({ column }) => column);
      for (const entry of this.#entriesIn(from, to)) {
        const { row, width, reasonsMode } = entry;
        const begin = ROW_HEADER + this.cfs.length * width * 8;
        let bytes: Uint8Array;
        if (entry.record) bytes = entry.record.frame.slice(begin);
        else if (entry.size === begin) continue;
        else {
          bytes = new Uint8Array(entry.size - begin);
          await file!.read(bytes, entry.offset + begin);
        }
        eachReason(bytes, reasonsMode, columns, (i, reason) => {
          const { column, from: since, to: until, place } = wanted[i]!;
          if (column < width && row >= since && row <= until) into[place + row] = reason;
        });
      }
    });
  }

  #entriesIn(from: number, to: number): Entry[] {
    return this.entries.filter(({ row }) => row >= from && row <= to);
  }
}

interface Range {
  /** Places in the list of what is wanted. */
  readonly begin: number;
  end: number;
  /** The columns themselves. */
  readonly first: number;
  last: number;
}

function rangesOf(wanted: readonly Wanted[]): Range[] {
  const ranges: Range[] = [];
  for (const [i, { column }] of wanted.entries()) {
    const range = ranges.at(-1);
    if (range && column - range.last <= NEAR) {
      range.end = i + 1;
      range.last = column;
    } else ranges.push({ begin: i, end: i + 1, first: column, last: column });
  }
  return ranges;
}

/** Copies the cells of a row from `first` to `last`, as far as it has them, into `into`, of which it returns that part. */
async function cellsOf(
  { width, offset, record }: Entry,
  file: OpenFile | null,
  cf: number,
  { first, last }: Range,
  into: Float64Array,
): Promise<Float64Array> {
  const count = Math.max(0, Math.min(last + 1, width) - first);
  const cells = into.subarray(0, count);
  const at = cf * width + first;
  // At once: the record is used again for another row when this one is written.
  if (record) cells.set(record.values.subarray(at, at + count));
  else if (count > 0) {
    const bytes = new Uint8Array(cells.buffer, cells.byteOffset, count * 8);
    await file!.read(bytes, offset + ROW_HEADER + at * 8);
  }
  return cells;
}

const OPEN_SIZE = { 1: 24, 2: 24 + IDENTITY_SIZE } as const;

/** What a segment begins with. */
export function segmentHeadFrame({ rowMs, firstRow, cfs, identity }: SegmentHead): Uint8Array {
  const version = identity === null ? 1 : 2;
  return makeFrame(FRAME.OPEN, OPEN_SIZE[version], (payload) => {
    payload.setUint8(0, version);
    payload.setUint8(1, cfs.length);
    cfs.forEach((cf, i) => payload.setUint8(2 + i, CONSOLIDATIONS.indexOf(cf)));
    payload.setFloat64(8, rowMs, true);
    payload.setFloat64(16, firstRow, true);
    if (identity !== null) writeIdentity(identity, payload, 24);
  });
}

/** What the first frame of a segment says, or null when that is of no known version. */
export function readSegmentHead(payload: DataView): SegmentHead | null {
  const version = payload.byteLength === 0 ? 0 : payload.getUint8(0);
  if ((version !== 1 && version !== 2) || payload.byteLength < OPEN_SIZE[version]) return null;
  const count = payload.getUint8(1);
  if (count > CONSOLIDATIONS.length) return null;
  const cfs = Array.from({ length: count }, (_, i) => CONSOLIDATIONS[payload.getUint8(2 + i)]!);
  const identity = version === 1 ? null : readIdentity(payload, 24);
  return { cfs, rowMs: payload.getFloat64(8, true), firstRow: payload.getFloat64(16, true), identity };
}
