import { join } from 'node:path';
import type { Consolidation } from '../archive.ts';
import { capacityFor } from '../capacity.ts';
import type { Steps } from '../steps.ts';
import type { Files } from './disk/files.ts';
import type { Identity } from './identity.ts';
import { blockName, segmentName } from './names.ts';
import { columnMapFrame } from './segment/column-map.ts';
import { Segment, type Entry } from './segment/segment.ts';
import { gapFrame, RowRecord, type Gap } from './segment/row-record.ts';
import type { Job, WriteQueue } from './disk/write-queue.ts';

/** Records kept to be used again. */
const SPARE = 2;

/** A sealed block that is there. */
export interface Block {
  readonly path: string;
  readonly firstRow: number;
  readonly lastRow: number;
  /** Rows between them that were skipped, oldest first; empty for earlier blocks, whose index does not name them. */
  readonly gaps: readonly Gap[];
}

/** A row to append to an archive; its arrays belong to the caller. */
export interface NewRow {
  readonly row: number;
  /** One for each function, `width` long at least. */
  readonly values: readonly Float64Array[];
  readonly reasons: Uint8Array;
  /** Ids by column, `width` long at least. */
  readonly ids: Uint32Array;
  readonly width: number;
  /** Why the rows since the one before were skipped. */
  readonly gapReason: number;
}

/** Whether a checkpoint was written; until then replay needs older rows of the journal. */
export interface Saved {
  readonly isWritten: boolean;
}

/** What an archive is made of. */
export interface ArchiveRowsOptions {
  readonly files: Files;
  readonly directory: string;
  readonly rowMs: number;
  readonly rows: number;
  readonly cfs: readonly Consolidation[];
  readonly blockRows: number;
  /** Retired: it gets no more rows. */
  readonly isReadOnly: boolean;
  readonly queue: WriteQueue;
  /** Rows after which the file is synced. */
  readonly syncEvery: number;
  /** Of the database. */
  readonly identity: Identity;
}

/** All rows of one length: sealed blocks, files that wait to be sealed, and the one that rows are appended to. */
export class ArchiveRows {
  readonly rowMs: number;
  readonly rows: number;
  readonly cfs: readonly Consolidation[];
  readonly directory: string;
  readonly isReadOnly: boolean;
  readonly identity: Identity;
  /** Oldest first. */
  blocks: Block[] = [];
  /** Oldest first; only the last takes rows. */
  segments: Segment[] = [];
  /** Why rows after the newest were skipped, when that is known already. */
  gapReason = 0;
  readonly #files: Files;
  readonly #queue: WriteQueue;
  /** Rows of a block at most. */
  readonly blockRows: number;
  readonly #syncEvery: number;
  readonly #free: RowRecord[] = [];
  #unsynced = 0;
  #columnMap: { segment: Segment; version: number } | null = null;

  constructor(options: ArchiveRowsOptions) {
    this.#files = options.files;
    this.directory = options.directory;
    this.rowMs = options.rowMs;
    this.rows = options.rows;
    this.cfs = options.cfs;
    this.isReadOnly = options.isReadOnly;
    this.identity = options.identity;
    this.blockRows = options.blockRows;
    this.#queue = options.queue;
    this.#syncEvery = options.syncEvery;
  }

  /** The newest row, null when there is none. */
  get lastRow(): number | null {
    const segment = this.segments.findLast(({ entries }) => entries.length > 0);
    return segment?.lastRow ?? this.blocks.at(-1)?.lastRow ?? null;
  }

  get firstRow(): number | null {
    return (
      this.blocks[0]?.firstRow ?? this.segments.find(({ entries }) => entries.length > 0)?.firstRow ?? null
    );
  }

  /** Whether that row begins another segment. */
  rotatesAt(row: number): boolean {
    const segment = this.segments.at(-1);
    if (!segment || segment.cfs.join() !== this.cfs.join()) return true;
    return Math.floor(segment.firstRow / this.blockRows) !== Math.floor(row / this.blockRows);
  }

  /**
   * Copies a row and writes it; `version` is another number where `ids` changed since the last. Files before the newest are sealed
   * when what was `saved` is written.
   *
   * @returns what resolves when it is written, or waits because it cannot be.
   */
  *append(next: NewRow, version: number, saved: Saved | null = null): Steps<{ written: Promise<void> }> {
    return { written: this.#queue.push(yield* this.#jobFor(next, version, saved)) };
  }

  /** As {@link append}, for a row that nothing waits for. */
  *add(next: NewRow, version: number): Steps {
    this.#queue.add(yield* this.#jobFor(next, version, null));
  }

  *#jobFor(next: NewRow, version: number, saved: Saved | null): Steps<Job> {
    const { row, ids, width } = next;
    const before = this.lastRow;
    if (this.rotatesAt(row)) this.begin(row, true);
    const segment = this.segments.at(-1)!;
    if (saved) {
      const run = async (): Promise<void> => {
        if (saved.isWritten) this.completeBefore(segment);
      };
      this.#queue.add({ rows: null, run });
    }
    const prefix: Uint8Array[] = [];
    const newest = segment.entries.at(-1);
    if (this.#columnMap?.segment !== segment || this.#columnMap.version !== version) {
      const changes = yield* segment.columnMap.changesTo(ids, width);
      yield* segment.columnMap.assign(newest ? newest.row + 1 : segment.firstRow, changes);
      if (changes.length > 0) prefix.push(columnMapFrame(changes));
      this.#columnMap = { segment, version };
    }
    if (before !== null && row > before + 1) {
      const gap: Gap = { from: before + 1, to: row - 1, reason: next.gapReason };
      segment.gaps.push(gap);
      prefix.push(gapFrame(gap));
    }
    this.gapReason = 0;
    const record = yield* this.#record(next);
    const entry: Entry = {
      row,
      width,
      reasonsMode: record.frame[10]!,
      offset: 0,
      size: record.frame.length,
      record,
    };
    segment.entries.push(entry);
    return this.#job(segment, entry, prefix);
  }

  /** Files that can be made blocks of. */
  get sealable(): readonly Segment[] {
    return this.segments.filter(({ complete }) => complete);
  }

  blockPath(firstRow: number): string {
    return join(this.directory, blockName(firstRow));
  }

  /** Takes out of the archive and returns the expired blocks: those without which it still has `rows` rows. */
  applyRetention(lastMs: number): Block[] {
    // A retired archive gets no new rows: a row expires when it would have if new rows had been appended.
    if (this.isReadOnly) {
      const oldest = Math.floor(lastMs / this.rowMs) - this.rows;
      const kept = this.blocks.findIndex(({ lastRow }) => lastRow > oldest);
      return this.blocks.splice(0, kept < 0 ? this.blocks.length : kept);
    }
    const count = ({ firstRow, lastRow }: Block): number => lastRow - firstRow + 1;
    let held = this.blocks.reduce((sum, block) => sum + count(block), 0);
    for (const { firstRow, entries } of this.segments) {
      // A row that waits to be written may never be: it does not count.
      const newest = entries.findLast(({ record }) => record === null);
      if (newest) held += newest.row - firstRow + 1;
    }
    const gone: Block[] = [];
    while (this.blocks.length > 0 && held - count(this.blocks[0]!) >= this.rows) {
      const block = this.blocks.shift()!;
      held -= count(block);
      gone.push(block);
    }
    return gone;
  }

  /** Lets the files before `part` be sealed. */
  completeBefore(segment: Segment | undefined): void {
    for (const each of this.segments) {
      if (each === segment) break;
      each.complete = true;
    }
  }

  /** Begins another segment with that row; whether those before are sealed then, or only when something was saved. */
  begin(row: number, seals: boolean): void {
    const path = join(this.directory, segmentName(row));
    const { rowMs, cfs, identity } = this;
    const segment = new Segment(path, { rowMs, firstRow: row, cfs, identity: identity.id });
    this.segments.push(segment);
    this.#queue.add({
      rows: null,
      run: async () => {
        await this.#files.makeDirectory(this.directory);
        await segment.create(this.#files);
        await this.#files.syncDirectory(this.directory);
        if (seals) this.completeBefore(segment);
      },
    });
  }

  *#record({ row, width, values, reasons }: NewRow): Steps<RowRecord> {
    const cells = values.length * width;
    let record = this.#free.pop();
    if (!record || record.capacity < cells) record = new RowRecord(values.length, capacityFor(width));
    yield* record.copy(width, values);
    record.seal(row, width, values.length, reasons);
    yield;
    return record;
  }

  #job(segment: Segment, entry: Entry, prefix: readonly Uint8Array[]): Job {
    const before = [...prefix];
    const writePrefix = async (): Promise<void> => {
      for (let [frame] = before; frame; [frame] = before) {
        await segment.file.write(frame);
        before.shift();
      }
    };
    return {
      rows: {
        rowMs: this.rowMs,
        drop: () => {
          segment.entries.splice(segment.entries.indexOf(entry), 1);
          entry.record = null;
          return prefix.length > 0 ? { rows: null, run: writePrefix } : null;
        },
      },
      run: async () => {
        // What was written before something failed is not written again.
        await writePrefix();
        const record = entry.record!;
        entry.offset = await segment.file.write(record.frame);
        entry.record = null;
        if (this.#free.length < SPARE) this.#free.push(record);
        this.#unsynced += 1;
        if (this.#unsynced < this.#syncEvery) return;
        this.#unsynced = 0;
        this.#queue.sync(segment.file);
      },
    };
  }
}
