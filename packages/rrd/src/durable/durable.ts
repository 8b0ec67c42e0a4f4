import { join } from 'node:path';
import { Consolidator } from '../consolidator.ts';
import { isTime } from '../definition.ts';
import { UpdateError } from '../error.ts';
import type { Saved } from './archive-rows.ts';
import { BlockCache } from './block-cache.ts';
import { Checkpoints } from './checkpoints.ts';
import { unknownCells } from './cells.ts';
import { closeArchives, extentsOf, type Engine } from './engine.ts';
import type { Repair } from './load-part.ts';
import { MemoryRows } from './memory-rows.ts';
import { Points } from './points.ts';
import { readSeries } from './read-series.ts';
import { NAMES } from './names.ts';
import { appendFrames } from './series-log.ts';
import type { Opened } from './opened.ts';
import { skipped, tell } from './replay.ts';
import { Sealer } from './sealer.ts';
import { setAside } from './set-aside.ts';
import { encodeCheckpoint } from './state-file.ts';
import type { ArchiveLength, Condition, DurableDatabase, ReadQuery, ReadRows } from './types.ts';

/** A clock this far back waits; further, newer rows are set aside. */
const PATIENCE_MS = 120_000;
/** Block indexes kept parsed. */
const CACHED = 32;

/** A durable database that is open. */
export class Durable implements DurableDatabase {
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  readonly #opened: Opened;
  readonly #sealer: Sealer;
  readonly #cache: BlockCache;
  readonly #damaged = new Set<string>();
  readonly #onDamage = (error: Error, path: string): void => {
    if (this.#damaged.has(path)) return;
    this.#damaged.add(path);
    this.#opened.repairs.push({ file: path, problem: error.message, rowsLost: 0 });
  };
  /** By row length. */
  #memory: ReadonlyMap<number, MemoryRows> = new Map();
  #engine: Engine;
  #consolidator: Consolidator | null;
  #lastMs: number;
  /** While newer rows are being set aside. */
  #aside: Promise<boolean> | null = null;
  #behind: { reason: string; sinceMs: number } | null = null;
  readonly #points = new Points();
  readonly #checkpoints: Checkpoints;

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
    this.#listen();
    this.#sealer = new Sealer({
      files,
      archives: () => this.#engine.archives.values(),
      nowMs,
      lastMs: () => this.#lastMs,
      onGone: ({ path }) => {
        this.#cache.forget(path);
        this.#forget();
      },
    });
    this.#sealer.wake();
  }

  get lastMs(): number {
    return this.#lastMs;
  }

  get repairs(): readonly Repair[] {
    return this.#opened.repairs;
  }

  get condition(): Condition {
    const { queue } = this.#opened;
    const rows = { pendingRows: queue.pending(this.stepMs), droppedRows: queue.dropped(this.stepMs) };
    const trouble = queue.trouble ?? this.#sealer.trouble;
    if (trouble) return { ...trouble, ...rows };
    if (this.#behind) return { kind: 'clock-behind', ...this.#behind, ...rows };
    return { kind: 'ok', reason: null, sinceMs: null, ...rows };
  }

  get width(): number {
    return this.#opened.table.width;
  }

  add(names: readonly string[]): Int32Array {
    const { columns, frames, begun } = this.#opened.table.add(names, this.#lastMs);
    for (const { column, hadRows } of begun) {
      this.#begin(column);
      for (const memory of this.#memory.values()) memory.begin(column, hadRows);
    }
    appendFrames(this.#opened.log, frames, this.#opened.queue);
    return columns;
  }

  retire(columns: Iterable<number>): void {
    const { table, log, queue } = this.#opened;
    appendFrames(log, table.retire(columns, this.#lastMs).frames, queue);
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
    const farBack = endMs < this.#lastMs - PATIENCE_MS;
    if (this.#aside || farBack) {
      const [points, why] = [values.slice(), reasons.slice()];
      this.#aside ??= this.#setAside(endMs - this.stepMs).finally(() => {
        this.#aside = null;
      });
      const done = await this.#aside;
      // Columns that came meanwhile are not in this row.
      if (done && this.width === width) return this.append(endMs, points, why, gapReason);
    }
    if (endMs === this.#lastMs) return 'repeated';
    if (endMs < this.#lastMs) {
      this.#behind ??= {
        reason: `the clock is ${this.#lastMs - endMs} ms behind the newest row`,
        sinceMs: this.#opened.nowMs(),
      };
      return 'backwards';
    }
    this.#behind = null;
    await this.#take(endMs, values, reasons, gapReason);
    return 'accepted';
  }

  async read({ rowMs, cf, names, fromMs, toMs, reasons = false }: ReadQuery): Promise<ReadRows> {
    const firstRow = Math.floor(fromMs / rowMs) + 1;
    const rows = Math.max(0, Math.floor(toMs / rowMs) - firstRow + 1);
    const { table, files } = this.#opened;
    const cells = unknownCells(names.length, firstRow, rows, reasons);
    await this.#aside;
    const archive = this.#engine.archives.get(rowMs);
    if (archive && rows > 0) {
      const series = names.map((name) => table.get(name) ?? null);
      const from = { files, cache: this.#cache, onDamage: this.#onDamage };
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
    await queue.drain();
    const part = this.#engine.journal.parts.at(-1);
    if (part) queue.sync(part.file);
    await queue.drain();
    this.#sealer.wake();
    await this.#sealer.idle();
  }

  async close(): Promise<void> {
    const { queue, log, unlock } = this.#opened;
    // All of it, also where a part fails.
    await using closing = new AsyncDisposableStack();
    closing.defer(unlock);
    closing.defer(() => log.close());
    closing.defer(() => closeArchives(this.#engine.archives));
    closing.defer(() => queue.abandon());
    await this.#aside;
    await this.#sealer.stop();
    this.#checkpoint();
    await queue.drain();
  }

  async #take(endMs: number, values: Float64Array, reasons: Uint8Array, gapReason: number): Promise<void> {
    const { stepMs, width } = this;
    const { journal, coarser } = this.#engine;
    const { table } = this.#opened;
    this.#points.copy(values, reasons, width, table.idle);
    const { values: points, reasons: why } = this.#points;
    const row = endMs / stepMs;
    const saved = journal.turnsAt(row) ? this.#checkpoint() : null;
    this.#consolidator ??= this.#newConsolidator(endMs - stepMs);
    const next = { row, values: [points], reasons: why, ids: table.ids, width, gapReason };
    // Before coarser rows, which can be made again from it.
    const written = journal.take(next, table.version, saved);
    this.#memory.get(stepMs)?.put(row, width, points, why, gapReason);
    this.#lastMs = endMs;
    if (this.#consolidator.lastMs < endMs - stepMs) {
      this.#consolidator.gap(endMs - stepMs, gapReason);
      skipped(coarser, endMs - stepMs, gapReason);
    }
    this.#consolidator.feed(endMs, points, why);
    this.#sealer.wake();
    await written;
  }

  /** Lets go of series that were retired before the oldest row of every archive. */
  #forget(): void {
    const oldest = [...this.#engine.archives.values()].map(({ firstRow, rowMs }) =>
      firstRow === null ? Infinity : (firstRow - 1) * rowMs,
    );
    this.#opened.table.forget(Math.min(...oldest), this.#lastMs);
  }

  #listen(): void {
    const { table } = this.#opened;
    const { coarser, archives, making } = this.#engine;
    const memory = new Map(
      [...this.#opened.memoryRows].map(([rowMs, rows]) => [rowMs, new MemoryRows(rows)]),
    );
    this.#memory = memory;
    making.sink.onRow = (row) => {
      const { gapReason } = archives.get(row.rowMs)!;
      const { width } = this.#consolidator!;
      tell(coarser, row, table.ids, width, table.version);
      memory.get(row.rowMs)?.put(row.endMs / row.rowMs, width, row.values[0]!, row.reasons, gapReason);
    };
  }

  /** Goes back to the row that ends at `keptMs`; false when the disk does not let it. */
  async #setAside(keptMs: number): Promise<boolean> {
    const { queue, files, directory, repairs, reload, table } = this.#opened;
    await this.#sealer.stop();
    await queue.drain();
    if (queue.trouble) return false;
    const rowsLost = Math.round((this.#lastMs - keptMs) / this.stepMs);
    await closeArchives(this.#engine.archives);
    const aside = await setAside(files, directory, this.#engine.archives.values(), keptMs);
    const problem = `the clock went back by ${this.#lastMs - keptMs} ms: newer rows were set aside`;
    repairs.push({ file: aside, problem, rowsLost });
    this.#engine = await reload();
    this.#consolidator = this.#engine.consolidator;
    this.#lastMs = this.#engine.lastMs;
    this.#listen();
    for (let column = 0; column < table.width; column += 1) {
      if (table.ids[column] !== this.#engine.ids[column]) this.#begin(column);
    }
    this.#sealer.start();
    return true;
  }

  #begin(column: number): void {
    const consolidator = this.#consolidator;
    if (!consolidator) return;
    if (column < consolidator.width) consolidator.reset(column);
    else consolidator.grow(column + 1);
  }

  #newConsolidator(startMs: number): Consolidator {
    const consolidator = new Consolidator({ ...this.#engine.making.options, startMs });
    consolidator.grow(this.width);
    return consolidator;
  }

  /** Saves where replay begins, before anything that comes later is written. */
  #checkpoint(): Saved | null {
    if (!this.#consolidator) return null;
    const { table, settings } = this.#opened;
    const { archives } = this.#engine;
    const bytes = encodeCheckpoint({
      ids: table.ids.slice(0, table.width),
      consolidator: this.#consolidator.save(),
      identity: settings.identity.id,
      extents: extentsOf(archives),
    });
    return this.#checkpoints.push(bytes, this.#engine.journal.parts.at(-1)?.file ?? null);
  }
}
