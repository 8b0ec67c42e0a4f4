import { join } from 'node:path';
import { capacityFor, resized } from '../../capacity.ts';
import { inTurns, type Steps } from '../../steps.ts';
import {
  Consolidator,
  type CompletedRow,
  type ConsolidatorOptions,
} from '../../consolidation/consolidator.ts';
import type { ArchiveRows } from '../archive-rows.ts';
import type { Files } from '../disk/files.ts';
import { FOREIGN, moveForeignFile } from './foreign.ts';
import type { Changes } from '../segment/column-map.ts';
import type { FoundSegment } from '../load-archive.ts';
import { loadSegment, type Repair } from '../segment/load-segment.ts';
import { NAMES, UNFINISHED } from '../names.ts';
import type { Gap, RowHead } from '../segment/row-record.ts';
import { readReasons } from '../segment/reason-runs.ts';
import type { Columns } from '../series/series-table.ts';
import { decodeCheckpoint, type Checkpoint } from './checkpoint.ts';

/** Twice the columns that change in one step. */
const CHANGES_AT_ONCE = 1 << 14;

/** How coarser rows are made, and where they go. */
export interface RowMaking {
  readonly options: Omit<ConsolidatorOptions, 'startMs'>;
  readonly sink: { onRow: (row: CompletedRow) => Steps | void };
}

/** What a journal was replayed to. */
export interface Replayed {
  /** Null when there never was a point. */
  readonly consolidator: Consolidator | null;
  readonly ids: Uint32Array;
  /** Null where there was none that could be read. */
  readonly saved: Checkpoint | null;
  /** The row that it follows, −1 without one. */
  readonly savedRow: number;
}

/** What replay needs to know. */
export interface ReplayOptions {
  readonly files: Files;
  readonly directory: string;
  readonly making: RowMaking;
  readonly journal: ArchiveRows;
  readonly coarser: readonly ArchiveRows[];
  readonly segments: readonly FoundSegment[];
  readonly repairs: Repair[];
  readonly yieldNow: () => Promise<void>;
}

/** Replays the journal from the last checkpoint; coarser rows are made again as they were when it was written. */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { files, making, journal, coarser, segments, repairs } = options;
  const { stepMs } = making.options;
  const saved = await loadCheckpoint(options);
  let ids = saved?.ids ?? new Uint32Array();
  let version = -1;
  // None of a table's, which begin with 0.
  making.sink.onRow = (row) => addCoarserRow(coarser, row, { ids, width: consolidator!.width, version });
  let consolidator = saved && (await restored(saved, { ...making.options, startMs: 0 }, repairs));
  let points = new Float64Array();
  const at = (): number => (consolidator ? consolidator.lastMs / stepMs : -1);
  const savedRow = at();

  const visitor = {
    *columnMap(changes: Changes, from: number): Steps {
      if (from <= at()) return;
      consolidator ??= new Consolidator({ ...making.options, startMs: (from - 1) * stepMs });
      const { width: before } = consolidator;
      let width = before;
      for (let i = 0; i < changes.length; i += 2) {
        const [column, id] = [changes[i]!, changes[i + 1]!];
        if (column >= ids.length) ids = resized(ids, new Uint32Array(capacityFor(column + 1)));
        if (i % CHANGES_AT_ONCE === 0) yield;
        if (ids[column] === id) continue;
        ids[column] = id;
        version -= 1;
        width = Math.max(width, column + 1);
        if (column < before) consolidator.reset(column);
      }
      yield* consolidator.growInSteps(width);
    },
    *gap({ to, reason }: Gap): Steps {
      if (!consolidator || to <= at()) return;
      yield* consolidator.gapInSteps(to * stepMs, reason);
      noteSkippedRows(coarser, to * stepMs, reason);
    },
    *row({ row, width, reasonsMode }: RowHead, cells: Float64Array, reasons: Uint8Array): Steps {
      consolidator ??= new Consolidator({ ...making.options, startMs: (row - 1) * stepMs });
      if (row <= at()) return;
      yield* consolidator.growInSteps(width);
      if (row > at() + 1) yield* this.gap({ from: at() + 1, to: row - 1, reason: 0 });
      if (points.length < consolidator.width) points = new Float64Array(consolidator.width * 2);
      points.fill(NaN, width);
      points.set(cells.length > points.length ? cells.subarray(0, points.length) : cells);
      const count = Math.max(width, consolidator.width);
      yield* consolidator.feedInSteps(row * stepMs, points, readReasons(reasons, reasonsMode, count));
    },
  };
  for (const { path, firstRow } of segments) {
    const { rowMs, identity } = journal;
    const place = { rowMs, firstRow, identity };
    const { segment, repair } = await loadSegment(files, path, visitor, place, options.yieldNow);
    if (repair) repairs.push(repair);
    if (segment) journal.segments.push(segment);
  }
  return { consolidator, ids: ids.subarray(0, consolidator?.width ?? 0), saved, savedRow };
}

async function loadCheckpoint({
  files,
  directory,
  journal,
  repairs,
}: ReplayOptions): Promise<Checkpoint | null> {
  const path = join(directory, NAMES.state);
  const { id, adopted } = journal.identity;
  await files.remove(path + UNFINISHED);
  const bytes = await files.read(path);
  if (!bytes) return null;
  let checkpoint: Checkpoint;
  try {
    checkpoint = await inTurns(decodeCheckpoint(bytes, path));
  } catch (error) {
    repairs.push({ file: path, problem: (error as Error).message, rowsLost: 0 });
    return null;
  }
  if (checkpoint.identity === null ? adopted === null : checkpoint.identity === id) return checkpoint;
  const to = await moveForeignFile(files, directory, path);
  repairs.push({ file: path, problem: `${FOREIGN}, and is now ${to}`, rowsLost: 0 });
  return null;
}

async function restored(
  { consolidator }: Checkpoint,
  options: ConsolidatorOptions,
  repairs: Repair[],
): Promise<Consolidator | null> {
  try {
    return await inTurns(Consolidator.restoreInSteps(consolidator, options));
  } catch (error) {
    repairs.push({ file: NAMES.state, problem: (error as Error).message, rowsLost: 0 });
    return null;
  }
}

/** Writes a coarser row, unless it is there: replay makes again what was made before. */
export function* addCoarserRow(
  coarser: readonly ArchiveRows[],
  { rowMs, endMs, values, reasons }: CompletedRow,
  { ids, width, version }: Columns,
): Steps {
  const archive = coarser.find((each) => each.rowMs === rowMs)!;
  const row = endMs / rowMs;
  if (row <= (archive.lastRow ?? 0)) return;
  yield* archive.add({ row, values, reasons, ids, width, gapReason: archive.gapReason }, version);
}

/** Records in coarser archives the reason of missing rows, up to a time, that no completed row covers. */
export function noteSkippedRows(coarser: readonly ArchiveRows[], untilMs: number, reason: number): void {
  for (const archive of coarser) {
    const last = archive.lastRow;
    if (last !== null && Math.floor(untilMs / archive.rowMs) > last) archive.gapReason = reason;
  }
}
