import { join } from 'node:path';
import { Consolidator } from '../consolidation/consolidator.ts';
import { isTime } from '../memory/definition.ts';
import { UpdateError } from '../error.ts';
import { inTurns, type Steps } from '../steps.ts';
import type { AppendFile } from './disk/append-file.ts';
import type { Saved } from './archive-rows.ts';
import { BlockCache } from './block/block-cache.ts';
import { Checkpoints } from './recovery/checkpoints.ts';
import { unknownCells } from './cells.ts';
import type { Aside } from './rewind/rewound.ts';
import { closeArchives, extentsOf, loadEngine, type Engine } from './engine.ts';
import { finishMoves } from './rewind/finish-moves.ts';
import { DirectoryGuard } from './disk/directory-guard.ts';
import type { Repair } from './segment/load-segment.ts';
import { MemoryRows } from './recent-rows.ts';
import { Points } from './points.ts';
import { readSeries } from './read-series.ts';
import { NAMES } from './names.ts';
import { appendFrames } from './series/series-log.ts';
import type { Opened } from './opened.ts';
import { isSystemError } from './disk/unreadable.ts';
import { skipped, tell } from './recovery/replay.ts';
import { Sealer } from './block/sealer.ts';
import type { Begun, Columns } from './series/series-table.ts';
import { rowsAfter } from './rewind/rewind.ts';
import { encodeCheckpoint } from './recovery/checkpoint.ts';
import { TaskQueue } from './task-queue.ts';
import { troubleOf, type Trouble } from './disk/write-queue.ts';
import type { ArchiveLength, Condition, DurableDatabase, ReadQuery, ReadRows } from './types.ts';

/** Block indexes kept parsed. */
const CACHED = 32;

/** Copies of rows whose memory is kept. */
const SPARE = 2;

/** A row that was handed in, with the series that had its columns then. */
interface Handed {
  readonly endMs: number;
  readonly points: Points;
  readonly columns: Columns;
  /** Since the row before. */
  readonly begun: readonly Begun[];
  readonly gapReason: number;
}

/** What became of it. */
interface Taken {
  readonly outcome: 'accepted' | 'repeated' | 'backwards';
  /** Resolves when it is written, or waits because it cannot be. */
  readonly written: Promise<void> | null;
}

/** A durable database that is open. */
export class Durable implements DurableDatabase {
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  readonly #opened: Opened;
  readonly #sealer: Sealer;
  readonly #cache: BlockCache;
  readonly #damaged = new Set<string>();
  /** By path, what the disk did not give the last time. */
  readonly #unread = new Map<string, Trouble>();
  readonly #onRead = (path: string, error: unknown): void => {
    if (error === null) this.#unread.delete(path);
    else if (isSystemError(error) && error.code !== 'ENOENT') {
      const trouble = troubleOf(error, this.#unread.get(path)?.sinceMs ?? this.#opened.nowMs());
      this.#unread.set(path, {
        ...trouble,
        kind: 'failing',
        reason: `Cannot read '${path}': ${trouble.reason}`,
      });
    } else if (!this.#damaged.has(path)) {
      this.#damaged.add(path);
      const problem = (error as Error).message;
      this.#opened.engineOptions.repairs.push({ file: path, problem, rowsLost: 0 });
    }
  };
  /** By row length. */
  #memory: ReadonlyMap<number, MemoryRows> = new Map();
  #engine: Engine;
  #consolidator: Consolidator | null;
  #lastMs: number;
  /** What changes the rows or reads them, in order: a row is worked on in several turns of the event loop. */
  readonly #tasks = new TaskQueue();
  /** Rows that wait for tasks before them. */
  readonly #held = new Set<Handed>();
  /** End of the newest row handed in. */
  #handedMs: number;
  /** Whether the files are closed for that, and why they could not be opened again. */
  #isShut = false;
  #trouble: Trouble | null = null;
  #behind: { reason: string; sinceMs: number } | null = null;
  /** Columns that begin other series after all that was handed in. */
  readonly #begun: Begun[] = [];
  /** Memory for rows, to be used again. */
  readonly #spare: Points[] = [];
  /** Of the row that is worked on. */
  #columns: Columns;
  readonly #checkpoints: Checkpoints;
  readonly #guard: DirectoryGuard;

  constructor(opened: Opened) {
    const { settings, files, directory, queue, engine, nowMs } = opened;
    this.#opened = opened;
    this.#checkpoints = new Checkpoints(files, join(directory, NAMES.state), queue);
    this.#cache = new BlockCache(CACHED, settings.identity);
    this.stepMs = settings.stepMs;
    this.lengths = settings.lengths;
    this.#engine = engine;
    this.#consolidator = engine.consolidator;
    this.#lastMs = engine.lastMs;
    this.#handedMs = engine.lastMs;
    this.#columns = opened.table.columns;
    this.#listen();
    this.#sealer = new Sealer({
      files,
      archives: () => this.#engine.archives.values(),
      nowMs,
      lastMs: () => this.#lastMs,
      onGone: ({ path }) => {
        this.#cache.forget(path);
        this.#unread.delete(path);
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
    return this.#lastMs;
  }

  get repairs(): readonly Repair[] {
    const { engineOptions, asides } = this.#opened;
    return [...engineOptions.repairs, ...asides.repairs(this.#lastMs)];
  }

  get condition(): Condition {
    const { queue } = this.#opened;
    const pendingRows = queue.pending(this.stepMs) + this.#held.size;
    const rows = { pendingRows, droppedRows: queue.dropped(this.stepMs) };
    const [unread] = this.#unread.values();
    const trouble = this.#trouble ?? queue.trouble ?? this.#sealer.trouble ?? unread;
    if (trouble) return { ...trouble, ...rows };
    if (this.#behind) return { kind: 'clock-behind', ...this.#behind, ...rows };
    return { kind: 'ok', reason: null, sinceMs: null, ...rows };
  }

  get width(): number {
    return this.#opened.table.width;
  }

  add(names: readonly string[]): Int32Array {
    const { columns, frames, begun } = this.#opened.table.add(names, this.#lastMs);
    this.#begun.push(...begun);
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
    this.#held.add(row);
    let taken: Taken;
    try {
      taken = await this.#tasks.run(() => this.#taken(row));
    } finally {
      this.#held.delete(row);
    }
    if (this.#spare.length < SPARE) this.#spare.push(points);
    await taken.written;
    return taken.outcome;
  }

  async rewind(endMs: number): Promise<void> {
    const { asides, engineOptions } = this.#opened;
    const keptMs = endMs - this.stepMs;
    this.#handedMs = Math.min(this.#handedMs, keptMs);
    await this.#tasks.run(async () => {
      if (!this.#isShut && keptMs >= this.#lastMs) return;
      await this.#reopen(async () => {
        if (keptMs < this.#lastMs) await asides.set(engineOptions, keptMs, this.#lastMs);
      });
      this.#behind = null;
    });
  }

  async caughtUp(): Promise<void> {
    const begun = this.#begun.splice(0);
    await this.#tasks.run(() => inTurns(this.#begin(begun)));
  }

  async read({ rowMs, cf, names, fromMs, toMs, reasons = false }: ReadQuery): Promise<ReadRows> {
    const firstRow = Math.floor(fromMs / rowMs) + 1;
    const rows = Math.max(0, Math.floor(toMs / rowMs) - firstRow + 1);
    const { table, files, unreadable } = this.#opened;
    const cells = unknownCells(names.length, firstRow, rows, reasons);
    await this.caughtUp();
    const archive = this.#engine.archives.get(rowMs);
    if (archive && rows > 0 && !this.#isShut) {
      const series = names.map((name) => table.get(name) ?? null);
      const from = { files, cache: this.#cache, unreadable, onRead: this.#onRead };
      await readSeries({ archive, memory: this.#memory.get(rowMs) ?? null, cf, series }, cells, from);
    }
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
    const part = this.#engine.journal.parts.at(-1);
    if (part) queue.sync(part.file);
    await queue.drain();
    this.#sealer.wake();
    await this.#sealer.idle();
  }

  async close(): Promise<void> {
    const { queue, log } = this.#opened;
    // All of it, also where a part fails.
    await using closing = new AsyncDisposableStack();
    closing.defer(() => this.#guard.unlock());
    closing.defer(() => log.close());
    closing.defer(() => closeArchives(this.#engine.archives));
    closing.defer(() => queue.abandon());
    await this.caughtUp();
    await this.#sealer.stop();
    this.#columns = this.#opened.table.columns;
    await inTurns(this.#checkpoint(this.#engine.journal.parts.at(-1)?.file ?? null));
    await queue.drain();
  }

  /** Takes a row in its turn. */
  #taken(row: Handed): Taken | Promise<Taken> {
    const { endMs } = row;
    const back = this.#asideBefore(endMs);
    if (back) return this.#takeBack(back).then(() => this.#taken(row));
    if (this.#isShut) return this.#reopen(async () => {}).then(() => this.#taken(row));
    this.#held.delete(row);
    if (endMs <= this.#lastMs) return this.#refused(row);
    this.#behind = null;
    return inTurns(this.#take(row));
  }

  /** Leaves out a row that is not after the newest; the series that were to begin with it begin all the same. */
  async #refused({ endMs, begun }: Handed): Promise<Taken> {
    await inTurns(this.#begin(begun));
    if (endMs === this.#lastMs) return { outcome: 'repeated', written: null };
    this.#behind ??= {
      reason: `the clock is ${this.#lastMs - endMs} ms behind the newest row`,
      sinceMs: this.#opened.nowMs(),
    };
    return { outcome: 'backwards', written: null };
  }

  *#take({ endMs, points, columns, begun, gapReason }: Handed): Steps<Taken> {
    const { stepMs } = this;
    yield* this.#begin(begun);
    const { journal, coarser } = this.#engine;
    const { width } = columns;
    this.#columns = columns;
    const row = endMs / stepMs;
    const before = journal.parts.at(-1)?.file ?? null;
    const turns = journal.turnsAt(row);
    // Before the checkpoint, which knows that the file must be there.
    if (turns) journal.begin(row, this.#consolidator === null);
    const saved = turns || this.#guard.isRewritten ? yield* this.#checkpoint(before) : null;
    this.#guard.isRewritten = false;
    this.#consolidator ??= yield* this.#newConsolidator(endMs - stepMs, width);
    // Where series came after the row, while files were moved.
    points.widen(this.#consolidator.width);
    const { values, reasons } = points;
    // Before coarser rows, which can be made again from it.
    const next = { row, values: [values], reasons, ids: columns.ids, width, gapReason };
    const { written } = yield* journal.take(next, columns.version, saved);
    const memory = this.#memory.get(stepMs);
    if (memory) yield* memory.put(row, width, values, reasons, gapReason);
    this.#lastMs = endMs;
    if (this.#consolidator.lastMs < endMs - stepMs) {
      yield* this.#consolidator.gapInSteps(endMs - stepMs, gapReason);
      skipped(coarser, endMs - stepMs, gapReason);
    }
    yield* this.#consolidator.feedInSteps(endMs, values, reasons);
    this.#sealer.wake();
    return { outcome: 'accepted', written };
  }

  /** Forgets series that were retired before the oldest row of every archive, unless some are set aside. */
  #forget(): void {
    if (this.#opened.asides.isWaiting(this.#lastMs)) return;
    const oldest = [...this.#engine.archives.values()].map(({ firstRow, rowMs }) =>
      firstRow === null ? Infinity : (firstRow - 1) * rowMs,
    );
    this.#opened.table.forget(Math.min(...oldest), this.#lastMs);
  }

  #listen(): void {
    const { coarser, archives, making } = this.#engine;
    const memory = new Map(
      [...this.#opened.memoryRows].map(([rowMs, rows]) => [rowMs, new MemoryRows(rows)]),
    );
    this.#memory = memory;
    const columns = (): Columns => this.#columns;
    making.sink.onRow = function* (row) {
      const { gapReason } = archives.get(row.rowMs)!;
      yield* tell(coarser, row, columns());
      const rows = memory.get(row.rowMs);
      if (rows)
        yield* rows.put(row.endMs / row.rowMs, columns().width, row.values[0]!, row.reasons, gapReason);
    };
  }

  /** The rows that come back before one that ends at `endMs`. */
  #asideBefore(endMs: number): Aside | null {
    if (this.#isShut) return null;
    const { archives } = this.#engine;
    return this.#opened.asides.before(endMs, this.#lastMs, (timeMs) => rowsAfter(archives.values(), timeMs));
  }

  /** Goes on from rows that were set aside; series that ended while the clock was wrong end with them. */
  #takeBack(aside: Aside): Promise<void> {
    const { asides, engineOptions, table, log, queue } = this.#opened;
    const sinceMs = this.#lastMs;
    return this.#reopen(async () => {
      await asides.takeBack(engineOptions, aside);
      appendFrames(log, table.retireLater(aside.keptMs, sinceMs, aside.lastMs), queue);
    });
  }

  /** Closes all files, lets them be moved, and goes on from what is there then; after an error the next row tries again. */
  async #reopen(move: () => Promise<void>): Promise<void> {
    const { queue, nowMs } = this.#opened;
    await this.#sealer.stop();
    await queue.drain();
    try {
      if (this.#isShut) await this.#load();
      // Rows that wait for a disk would come after those that are there then.
      if (queue.trouble) throw new Error(queue.trouble.reason);
      await closeArchives(this.#engine.archives);
      this.#isShut = true;
      await move();
      await this.#load();
    } catch (error) {
      if (this.#isShut) this.#trouble = troubleOf(error, this.#trouble?.sinceMs ?? nowMs());
      else this.#sealer.start();
      throw error;
    }
    this.#sealer.start();
  }

  async #load(): Promise<void> {
    const { engineOptions, asides, table } = this.#opened;
    await finishMoves(engineOptions);
    this.#engine = await loadEngine(engineOptions);
    this.#consolidator = this.#engine.consolidator;
    this.#lastMs = this.#engine.lastMs;
    await asides.read(this.#lastMs);
    this.#isShut = false;
    this.#trouble = null;
    this.#listen();
    if (!this.#consolidator) return;
    const { width } = this.#consolidator;
    await inTurns(this.#consolidator.growInSteps(table.width));
    for (let column = 0; column < width; column += 1) {
      if (table.ids[column] !== this.#engine.ids[column]) this.#consolidator.reset(column);
    }
  }

  /** Begins other series in columns, after the last row of those that had them. */
  *#begin(begun: readonly Begun[]): Steps {
    if (begun.length === 0) return;
    const consolidator = this.#consolidator;
    if (consolidator) {
      const { width } = consolidator;
      yield* consolidator.growInSteps(Math.max(...begun.map(({ column }) => column)) + 1);
      for (const { column } of begun) if (column < width) consolidator.reset(column);
    }
    for (const memory of this.#memory.values()) yield* memory.begin(begun);
  }

  *#newConsolidator(startMs: number, width: number): Steps<Consolidator> {
    const consolidator = new Consolidator({ ...this.#engine.making.options, startMs });
    yield* consolidator.growInSteps(width);
    return consolidator;
  }

  /** Saves where replay begins, behind all that is in the newest file of the journal that has rows. */
  *#checkpoint(newest: AppendFile | null): Steps<Saved | null> {
    if (!this.#consolidator) return null;
    const { archives, journal } = this.#engine;
    const bytes = yield* encodeCheckpoint({
      ids: this.#columns.ids,
      consolidator: this.#consolidator,
      identity: this.#opened.settings.identity.id,
      openRow: journal.parts.at(-1)?.firstRow ?? -1,
      extents: extentsOf(archives),
    });
    return this.#checkpoints.push(bytes, newest);
  }
}
