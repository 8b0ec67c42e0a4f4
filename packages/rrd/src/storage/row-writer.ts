import { join } from 'node:path';
import { Consolidator } from '../consolidation/consolidator.ts';
import { inTurns, type Steps } from '../steps.ts';
import type { Saved } from './archive-rows.ts';
import type { AppendFile } from './disk/append-file.ts';
import { extentsOf, type Engine } from './engine.ts';
import { NAMES } from './names.ts';
import type { Opened } from './opened.ts';
import type { Points } from './points.ts';
import { RecentRows } from './recent-rows.ts';
import { encodeCheckpoint } from './recovery/checkpoint.ts';
import { Checkpoints } from './recovery/checkpoints.ts';
import { addCoarserRow, noteSkippedRows } from './recovery/replay.ts';
import { widthOf, type Begun, type Columns } from './series/series-table.ts';

/** A row to write, with the columns that series had when it was passed to `append`. */
export interface PendingRow {
  readonly endMs: number;
  readonly points: Points;
  readonly columns: Columns;
  /** Columns that belong to another series from this row on. */
  readonly begun: readonly Begun[];
  /** Reason of the rows that were skipped since the row before. */
  readonly gapReason: number;
}

/**
 * Writes rows, one at a time.
 *
 * The life of a row:
 *
 *     append ── journal's active segment ──▶ rotate ── checkpoint ──▶ seal ── block ──▶ expire
 *        │      (write-ahead, checksummed)     every blockRows        compressed,       when the archive
 *        └────▶ open rows of longer lengths    rows                   by series         has rows enough
 *
 * A row that completes a longer one adds that to the archive of its length, which has segments and blocks of its own.
 */
export class RowWriter {
  lastMs: number;
  readonly #opened: Opened;
  readonly #checkpoints: Checkpoints;
  #engine: Engine;
  #consolidator: Consolidator | null;
  /** By row length. */
  #recent: ReadonlyMap<number, RecentRows> = new Map();
  /** Columns of the row that is being written. */
  #columns: Columns;

  constructor(opened: Opened) {
    const { files, directory, queue, engine, table } = opened;
    this.#opened = opened;
    this.#checkpoints = new Checkpoints(files, join(directory, NAMES.state), queue);
    this.#engine = engine;
    this.#consolidator = engine.consolidator;
    this.#columns = table.columns;
    this.lastMs = engine.lastMs;
    this.#connectArchives();
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** The newest rows of a length, null where none are kept in memory. */
  recent(rowMs: number): RecentRows | null {
    return this.#recent.get(rowMs) ?? null;
  }

  /**
   * Appends a row that ends after the newest; with `savesAnew` a checkpoint is written with it also where no segment begins.
   *
   * @returns what resolves when it is written, or waits because it cannot be.
   */
  *append(
    { endMs, points, columns, begun, gapReason }: PendingRow,
    savesAnew: boolean,
  ): Steps<{ written: Promise<void> }> {
    const { stepMs } = this.#opened.settings;
    yield* this.begin(begun);
    const { journal, coarser } = this.#engine;
    const { width } = columns;
    this.#columns = columns;
    const row = endMs / stepMs;
    const before = journal.segments.at(-1)?.file ?? null;
    const rotates = journal.rotatesAt(row);
    // Before the checkpoint, which knows that the file must be there.
    if (rotates) journal.begin(row, this.#consolidator === null);
    const saved = rotates || savesAnew ? yield* this.#checkpoint(before) : null;
    this.#consolidator ??= yield* this.#newConsolidator(endMs - stepMs, width);
    // Series may have been added after the row, while files were moved.
    points.widen(this.#consolidator.width);
    const { values, reasons } = points;
    // Before coarser rows, which can be made again from it.
    const next = { row, values: [values], reasons, ids: columns.ids, width, gapReason };
    const { written } = yield* journal.append(next, columns.version, saved);
    const recent = this.#recent.get(stepMs);
    if (recent) yield* recent.put(row, width, values, reasons, gapReason);
    this.lastMs = endMs;
    if (this.#consolidator.lastMs < endMs - stepMs) {
      yield* this.#consolidator.gapInSteps(endMs - stepMs, gapReason);
      noteSkippedRows(coarser, endMs - stepMs, gapReason);
    }
    yield* this.#consolidator.feedInSteps(endMs, values, reasons);
    return { written };
  }

  /** Gives columns to other series, after the last row of the series that had them. */
  *begin(begun: readonly Begun[]): Steps {
    if (begun.length === 0) return;
    const consolidator = this.#consolidator;
    if (consolidator) {
      const { width } = consolidator;
      yield* consolidator.growInSteps(widthOf(begun));
      for (const { column } of begun) if (column < width) consolidator.reset(column);
    }
    for (const recent of this.#recent.values()) yield* recent.begin(begun);
  }

  /** Writes a checkpoint after all rows: replay begins there. */
  *save(): Steps {
    this.#columns = this.#opened.table.columns;
    yield* this.#checkpoint(this.#engine.journal.segments.at(-1)?.file ?? null);
  }

  /** Continues with other files, after rows were set aside or taken back. */
  async load(engine: Engine): Promise<void> {
    const { table } = this.#opened;
    this.#engine = engine;
    this.#consolidator = engine.consolidator;
    this.lastMs = engine.lastMs;
    this.#connectArchives();
    if (!this.#consolidator) return;
    const { width } = this.#consolidator;
    await inTurns(this.#consolidator.growInSteps(table.width));
    for (let column = 0; column < width; column += 1) {
      if (table.ids[column] !== engine.ids[column]) this.#consolidator.reset(column);
    }
  }

  /** Sends the longer rows that the consolidator completes to their archives. */
  #connectArchives(): void {
    const { coarser, archives, making } = this.#engine;
    const { recentRows } = this.#opened;
    const recent = new Map(Array.from(recentRows, ([rowMs, rows]) => [rowMs, new RecentRows(rows)]));
    this.#recent = recent;
    const columns = (): Columns => this.#columns;
    making.sink.onRow = function* (row) {
      const { rowMs, endMs, values, reasons } = row;
      const { gapReason } = archives.get(rowMs)!;
      yield* addCoarserRow(coarser, row, columns());
      const own = recent.get(rowMs);
      if (own) yield* own.put(endMs / rowMs, columns().width, values[0]!, reasons, gapReason);
    };
  }

  *#newConsolidator(startMs: number, width: number): Steps<Consolidator> {
    const consolidator = new Consolidator({ ...this.#engine.making.options, startMs });
    yield* consolidator.growInSteps(width);
    return consolidator;
  }

  /** Writes a checkpoint after all rows of `newest`, the newest segment of the journal that has rows. */
  *#checkpoint(newest: AppendFile | null): Steps<Saved | null> {
    if (!this.#consolidator) return null;
    const { archives, journal } = this.#engine;
    const bytes = yield* encodeCheckpoint({
      ids: this.#columns.ids,
      consolidator: this.#consolidator,
      identity: this.#opened.settings.identity.id,
      openRow: journal.segments.at(-1)?.firstRow ?? -1,
      extents: extentsOf(archives),
    });
    return this.#checkpoints.push(bytes, newest);
  }
}
