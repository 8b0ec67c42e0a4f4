import { UpdateError } from '../error.ts';
import { isTime } from '../memory/definition.ts';
import { inTurns, type Steps } from '../steps.ts';
import { Sealer } from './block/sealer.ts';
import { unknownCells, type Cells } from './cells.ts';
import { DirectoryGuard } from './disk/directory-guard.ts';
import { diskConditionOf, type DiskCondition } from './disk/write-queue.ts';
import { closeArchives, loadEngine, type Engine } from './engine.ts';
import type { Opened } from './opened.ts';
import { Points } from './points.ts';
import { Reader } from './read/reader.ts';
import { finishMoves } from './rewind/finish-moves.ts';
import { rowsAfter } from './rewind/rewind.ts';
import type { Rewound } from './rewind/rewound.ts';
import { RowWriter, type PendingRow } from './row-writer.ts';
import type { Repair } from './segment/load-segment.ts';
import { appendFrames } from './series/series-log.ts';
import type { Begun } from './series/series-table.ts';
import { TaskQueue } from './task-queue.ts';
import type { ArchiveLength, Condition, DatabaseStorage, ReadQuery, ReadRows } from './types.ts';

/** Row buffers that are kept to be used again. */
const SPARE = 2;

/** Outcome of an append. */
interface Appended {
  readonly outcome: 'accepted' | 'repeated' | 'backwards';
  /** Resolves when it is written, or waits because it cannot be. */
  readonly written: Promise<void> | null;
}

/** A database in a directory that is open. */
export class FileStorage implements DatabaseStorage {
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  readonly #opened: Opened;
  readonly #sealer: Sealer;
  readonly #reader: Reader;
  readonly #writer: RowWriter;
  /** Writes and reads of rows, in order: writing one row takes several turns of the event loop. */
  readonly #tasks = new TaskQueue();
  /** Rows that wait for tasks before them. */
  readonly #pending = new Set<PendingRow>();
  /** End of the newest row passed to `append`. */
  #handedMs: number;
  /** End of the newest row that is being written or waits for it; 0 without one. */
  #workingMs = 0;
  /** Whether the files are closed while they are moved, and why they could not be opened again. */
  #isShut = false;
  #condition: DiskCondition | null = null;
  #behind: { reason: string; sinceMs: number } | null = null;
  /** Columns that belong to another series from the next row on. */
  readonly #begun: Begun[] = [];
  /** Row buffers to be used again. */
  readonly #spare: Points[] = [];
  readonly #guard: DirectoryGuard;

  constructor(opened: Opened) {
    const { settings, files, queue, nowMs } = opened;
    this.#opened = opened;
    this.#reader = new Reader(opened);
    this.stepMs = settings.stepMs;
    this.lengths = settings.lengths;
    this.#writer = new RowWriter(opened);
    this.#handedMs = this.#writer.lastMs;
    this.#sealer = new Sealer({
      files,
      archives: () => this.#engine.archives.values(),
      nowMs,
      lastMs: () => this.#writer.lastMs,
      onGone: ({ path }) => {
        this.#reader.forget(path);
        this.#forget();
      },
    });
    this.#guard = new DirectoryGuard({
      ...opened,
      engine: () => this.#engine,
      onRepair: (repair) => void opened.engineOptions.repairs.push(repair),
    });
    queue.onRun = async () => {
      if (!(await this.#guard.isIntact())) await this.#sealer.pausedFor(() => this.#guard.rewrite());
    };
    this.#sealer.wake();
  }

  get lastMs(): number {
    return Math.max(this.#writer.lastMs, this.#workingMs);
  }

  get repairs(): readonly Repair[] {
    const { engineOptions, rewoundList } = this.#opened;
    return [...engineOptions.repairs, ...rewoundList.repairs(this.#writer.lastMs)];
  }

  get condition(): Condition {
    const { queue } = this.#opened;
    const pendingRows = queue.pending(this.stepMs) + this.#pending.size;
    const rows = { pendingRows, droppedRows: queue.dropped(this.stepMs) };
    const condition = this.#condition ?? queue.condition ?? this.#sealer.condition ?? this.#reader.condition;
    if (condition) return { ...condition, ...rows };
    if (this.#behind) return { kind: 'clock-behind', ...this.#behind, ...rows };
    return { kind: 'ok', reason: null, sinceMs: null, ...rows };
  }

  get width(): number {
    return this.#opened.table.width;
  }

  add(names: readonly string[]): Int32Array {
    // No column is free for what waits to be written, nor for what waits to be set aside.
    const lastMs = Math.min(this.#writer.lastMs, this.#handedMs);
    const { columns, frames, begun } = this.#opened.table.add(names, lastMs);
    for (const each of begun) this.#begun.push(each);
    appendFrames(this.#opened.log, frames, this.#opened.queue);
    return columns;
  }

  retire(columns: Iterable<number>): void {
    const { table, log, queue } = this.#opened;
    appendFrames(log, table.retire(columns, this.#handedMs).frames, queue);
  }

  *names(): IterableIterator<string> {
    for (const { name } of this.#opened.table.all()) yield name;
  }

  has(name: string): boolean {
    return this.#opened.table.get(name) !== undefined;
  }

  async append(
    endMs: number,
    values: Float64Array,
    reasons: Uint8Array,
    gapReason: number,
  ): Promise<'accepted' | 'repeated' | 'backwards'> {
    const { width } = this;
    if (!isTime(endMs) || endMs % this.stepMs !== 0 || endMs === 0) {
      throw new UpdateError('TIME_INVALID', `time ${endMs} is no end of a step of ${this.stepMs} ms`);
    }
    if (Math.min(values.length, reasons.length) < width) {
      throw new UpdateError('WIDTH_MISMATCH', `${values.length} points for ${width} columns`);
    }
    const { table } = this.#opened;
    const points = this.#spare.pop() ?? new Points();
    points.copy(values, reasons, width, table.idle);
    const row = { endMs, points, columns: table.columns, begun: this.#begun.splice(0), gapReason };
    this.#handedMs = Math.max(this.#handedMs, endMs);
    this.#workingMs = Math.max(this.#workingMs, endMs);
    this.#pending.add(row);
    let appended: Appended;
    try {
      appended = await this.#tasks.run(() => this.#append(row));
    } finally {
      this.#pending.delete(row);
      if (this.#pending.size === 0) this.#workingMs = 0;
    }
    if (this.#spare.length < SPARE) this.#spare.push(points);
    await appended.written;
    return appended.outcome;
  }

  async rewind(endMs: number): Promise<void> {
    const { rewoundList, engineOptions } = this.#opened;
    const keptMs = endMs - this.stepMs;
    this.#handedMs = Math.min(this.#handedMs, keptMs);
    await this.#tasks.run(async () => {
      if (!this.#isShut && keptMs >= this.#writer.lastMs) return;
      await this.#reopen(async () => {
        if (keptMs < this.#writer.lastMs) await rewoundList.set(engineOptions, keptMs, this.#writer.lastMs);
      });
      this.#behind = null;
    });
  }

  async caughtUp(): Promise<void> {
    const begun = this.#begun.splice(0);
    await this.#tasks.run(() => inTurns(this.#writer.begin(begun)));
  }

  async read(query: ReadQuery): Promise<ReadRows> {
    const { rowMs, names, fromMs, toMs, reasons = false } = query;
    const firstRow = Math.floor(fromMs / rowMs) + 1;
    const rows = Math.max(0, Math.floor(toMs / rowMs) - firstRow + 1);
    const cells = unknownCells(names.length, firstRow, rows, reasons);
    const begun = this.#begun.splice(0);
    // Begun in its turn, so that no task after it moves the files before.
    const { done } = await this.#tasks.run(() => inTurns(this.#beginRead(begun, query, cells)));
    await done;
    return { firstMs: firstRow * rowMs, rowMs, rows, values: cells.values, reasons: cells.reasons };
  }

  oldestMs(rowMs: number): number | null {
    const row = this.#engine.archives.get(rowMs)?.firstRow ?? null;
    return row === null ? null : row * rowMs;
  }

  async flush(): Promise<void> {
    const { queue } = this.#opened;
    await this.caughtUp();
    await queue.drain();
    const segment = this.#engine.journal.segments.at(-1);
    if (segment) queue.sync(segment.file);
    await queue.drain();
    this.#sealer.wake();
    await this.#sealer.idle();
  }

  async close(): Promise<void> {
    const { queue, log } = this.#opened;
    // Every step runs, also where another fails.
    await using closing = new AsyncDisposableStack();
    closing.defer(() => this.#guard.unlock());
    closing.defer(() => log.close());
    closing.defer(() => closeArchives(this.#engine.archives));
    closing.defer(() => queue.abandon());
    await this.caughtUp();
    await this.#sealer.stop();
    await inTurns(this.#writer.save());
    await queue.drain();
  }

  get #engine(): Engine {
    return this.#writer.engine;
  }

  *#beginRead(
    begun: readonly Begun[],
    { rowMs, cf, names }: ReadQuery,
    cells: Cells,
  ): Steps<{ done: Promise<void> | null }> {
    yield* this.#writer.begin(begun);
    const archive = this.#engine.archives.get(rowMs);
    if (!archive || cells.rows === 0 || this.#isShut) return { done: null };
    const series = names.map((name) => this.#opened.table.get(name) ?? null);
    return { done: this.#reader.read({ archive, recent: this.#writer.recent(rowMs), cf, series }, cells) };
  }

  /** Appends a row after all tasks before it. */
  #append(row: PendingRow): Appended | Promise<Appended> {
    const { endMs } = row;
    const rewound = this.#rewoundBefore(endMs);
    if (rewound) return this.#takeBack(rewound).then(() => this.#append(row));
    if (this.#isShut) return this.#reopen(async () => {}).then(() => this.#append(row));
    this.#pending.delete(row);
    if (endMs <= this.#writer.lastMs) return this.#refuse(row);
    this.#behind = null;
    return inTurns(this.#write(row));
  }

  /** Refuses a row that is not after the newest; the series that begin with it begin all the same. */
  async #refuse({ endMs, begun }: PendingRow): Promise<Appended> {
    await inTurns(this.#writer.begin(begun));
    if (endMs === this.#writer.lastMs) return { outcome: 'repeated', written: null };
    this.#behind ??= {
      reason: `the clock is ${this.#writer.lastMs - endMs} ms behind the newest row`,
      sinceMs: this.#opened.nowMs(),
    };
    return { outcome: 'backwards', written: null };
  }

  *#write(row: PendingRow): Steps<Appended> {
    const { isRewritten } = this.#guard;
    this.#guard.isRewritten = false;
    const { written } = yield* this.#writer.append(row, isRewritten);
    this.#sealer.wake();
    return { outcome: 'accepted', written };
  }

  /** Forgets series that were retired before the oldest row of every archive, unless some are set aside. */
  #forget(): void {
    if (this.#opened.rewoundList.isWaiting(this.#writer.lastMs)) return;
    const oldest = [...this.#engine.archives.values()].map(({ firstRow, rowMs }) =>
      firstRow === null ? Infinity : (firstRow - 1) * rowMs,
    );
    this.#opened.table.forget(Math.min(...oldest), this.#writer.lastMs);
  }

  /** Rows set aside that are taken back before a row that ends at `endMs`; null without any. */
  #rewoundBefore(endMs: number): Rewound | null {
    if (this.#isShut) return null;
    const { archives } = this.#engine;
    return this.#opened.rewoundList.before(endMs, this.#writer.lastMs, (timeMs) =>
      rowsAfter(archives.values(), timeMs),
    );
  }

  /** Takes back rows that were set aside; series that were retired while the clock was wrong are retired with them. */
  #takeBack(rewound: Rewound): Promise<void> {
    const { rewoundList, engineOptions, table, log, queue } = this.#opened;
    const sinceMs = this.#writer.lastMs;
    return this.#reopen(async () => {
      await rewoundList.takeBack(engineOptions, rewound);
      appendFrames(log, table.retireLater(rewound.keptMs, sinceMs, rewound.lastMs), queue);
    });
  }

  /** Closes all files, runs `move`, and loads the files that are there then; after an error the next row tries again. */
  async #reopen(move: () => Promise<void>): Promise<void> {
    const { queue, nowMs } = this.#opened;
    await this.#sealer.stop();
    await queue.drain();
    await this.#reader.idle();
    try {
      if (this.#isShut) await this.#load();
      // Rows that still wait for the disk belong before those that are loaded then.
      if (queue.condition) throw new Error(queue.condition.reason);
      await closeArchives(this.#engine.archives);
      this.#isShut = true;
      await move();
      await this.#load();
    } catch (error) {
      if (this.#isShut) this.#condition = diskConditionOf(error, this.#condition?.sinceMs ?? nowMs());
      else this.#sealer.start();
      throw error;
    }
    this.#sealer.start();
  }

  async #load(): Promise<void> {
    const { engineOptions, rewoundList } = this.#opened;
    await finishMoves(engineOptions);
    this.#reader.forgetAll();
    await this.#writer.load(await loadEngine(engineOptions));
    await rewoundList.read(this.#writer.lastMs);
    this.#isShut = false;
    this.#condition = null;
  }
}
