import { join } from 'node:path';
import { Consolidator } from '../consolidation/consolidator.ts';
import { FormatError } from '../error.ts';
import { inTurns } from '../steps.ts';
import { BlockCache } from './block/block-cache.ts';
import { placesOf } from './disk/directory-guard.ts';
import { FileStorage } from './storage.ts';
import { establishIdentity } from './establish-identity.ts';
import { closeArchives, extentsOf, loadEngine, type Engine, type EngineOptions } from './engine.ts';
import { RewoundList } from './rewind/rewound-list.ts';
import { backfill, sourceFor } from './backfill.ts';
import { nodeFiles } from './disk/files.ts';
import { finishMoves } from './rewind/finish-moves.ts';
import { highestId } from './series/highest-id.ts';
import type { Repair } from './segment/load-segment.ts';
import { takeLock } from './disk/lock.ts';
import { NAMES } from './names.ts';
import type { ReadFrom } from './read/read-rows.ts';
import { writeFileAtomic } from './disk/write-file-atomic.ts';
import { loadSeries, openSeriesLog } from './series/series-log.ts';
import { SeriesTable } from './series/series-table.ts';
import { checkLengths, readSettings, sameSettings, writeSettings, type Settings } from './settings.ts';
import { encodeCheckpoint } from './recovery/checkpoint.ts';
import type { DatabaseStorage, StorageOptions } from './types.ts';
import { WriteQueue } from './disk/write-queue.ts';

/** Rows of a length that wait while they cannot be written. */
const MOST_WAITING = 120;

/**
 * Opens a durable database, or makes one where there is none; what a crash left is repaired.
 *
 * All series are retired until they are added again.
 *
 * @throws {DefinitionError} when there could be no such rows.
 * @throws {FormatError} FORMAT_NEWER, FORMAT_INVALID; nothing is changed then.
 * @throws {LockedError} when a living process has it open.
 * @throws the reason of the signal, when that breaks it off.
 *
 * @example
 *     import assert from 'node:assert/strict';
 *     import { mkdtemp, rm } from 'node:fs/promises';
 *     import { tmpdir } from 'node:os';
 *     import { join } from 'node:path';
 *     import { openStorage } from './open.ts';
 *
 *     const directory = await mkdtemp(join(tmpdir(), 'rrd-'));
 *     const lengths = [{ rowMs: 5000, rows: 120, cfs: ['AVERAGE'], xff: 0.5 }] as const;
 *     const db = await openStorage({ directory, stepMs: 5000, lengths });
 *     const [column] = db.add(['load']);
 *     assert.equal(column, 0);
 *     await db.append(10_000, Float64Array.of(0.5), Uint8Array.of(0), 0);
 *     const query = { rowMs: 5000, cf: 'AVERAGE', names: ['load'], fromMs: 5000, toMs: 10_000 } as const;
 *     assert.deepEqual((await db.read(query)).values, Float64Array.of(0.5));
 *     await db.close();
 *     await rm(directory, { recursive: true });
 */
export async function openStorage(options: StorageOptions): Promise<DatabaseStorage> {
  const { directory, stepMs, lengths, files = nodeFiles, nowMs = Date.now, signal } = options;
  const { unreadable = 0, syncEvery = 1, blockRows = 120, recentRows = new Map<number, number>() } = options;
  checkLengths(stepMs, lengths);
  // Throws where they cannot be made of each other.
  const coarser = lengths.filter(({ rowMs }) => rowMs !== stepMs);
  void new Consolidator({ stepMs, startMs: 0, lengths: coarser, onRow: () => {} });
  const settingsPath = join(directory, NAMES.settings);
  await readSettings(files, settingsPath);
  await files.makeDirectory(directory);
  // Undone in the opposite order where something after it fails; the error is the one to report.
  await using opened = new AsyncDisposableStack();
  const undo = (work: () => Promise<void>): void => opened.defer(() => work().catch(() => {}));
  const unlock = await takeLock(files, join(directory, NAMES.lock));
  undo(unlock);
  const repairs: Repair[] = [];
  // Again: another process may have had it meanwhile.
  const stored = await readSettings(files, settingsPath);
  const wanted = { stepMs, lengths, former: [] };
  const identity = await establishIdentity(files, directory, stored, wanted);
  const before = stored && { ...stored, identity };
  const settings = settingsAfter(before, { ...wanted, identity });
  const queue = new WriteQueue(MOST_WAITING, nowMs);
  const yieldNow = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
  };
  const engineOptions = { files, directory, settings, queue, blockRows, syncEvery, repairs, yieldNow };
  const load = (of: Settings): Promise<Engine> => loadEngine({ ...engineOptions, settings: of });
  await finishMoves(engineOptions);
  if (before && !sameSettings(before, settings)) {
    await change(await load(before), before, settings, { files, directory, queue });
  }
  const table = new SeriesTable(Math.max(...lengths.map(({ rowMs }) => rowMs)));
  const seriesPath = join(directory, NAMES.series);
  let problem = await loadSeries(files, seriesPath, table, identity, yieldNow);
  const engine = await load(settings);
  undo(() => closeArchives(engine.archives));
  undo(() => queue.abandon());
  if (engine.ids.some((id) => id >= table.nextId)) problem ??= 'it ends before series that have rows';
  if (problem !== null) {
    // No new series may get the rows of one whose name is lost.
    const highest = await highestId(files, engine.archives.values());
    table.nextId = Math.max(table.nextId, highest + 1);
    if (highest > 0) repairs.push({ file: seriesPath, problem, rowsLost: 0 });
  }
  await inTurns(table.adopt(engine.ids, engine.newestMs), signal);
  const ids = Uint32Array.from(table.all(), ({ id }) => id);
  if (before)
    await fill(engine, before, settings, ids, {
      files,
      cache: new BlockCache(1, identity),
      unreadable,
      onRead: (_path, error) => {
        // Rows that are made of what can be read again later are not made now.
        if (error && !(error instanceof FormatError)) throw error;
      },
    });
  await queue.finish();
  if (!before || !sameSettings(before, settings)) await writeSettings(files, settingsPath, settings);
  const rewoundList = await RewoundList.open(files, directory, engine.lastMs);
  const log = await openSeriesLog(files, seriesPath, table, identity, signal);
  undo(() => log.close());
  const places = await placesOf(files, directory);
  opened.move();
  return new FileStorage({
    files,
    directory,
    settings,
    table,
    log,
    queue,
    engine,
    engineOptions,
    rewoundList,
    recentRows,
    nowMs,
    unreadable,
    unlock,
    places,
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Lengths that are no longer wanted stay, to be read. */
function settingsAfter(before: Settings | null, now: Settings): Settings {
  const former = [...(before?.lengths ?? []), ...(before?.former ?? [])];
  const wanted = new Set(now.lengths.map(({ rowMs }) => rowMs));
  return { ...now, former: former.filter(({ rowMs }) => !wanted.has(rowMs)) };
}

/** Makes rows of lengths that were not there before. */
async function fill(
  { archives, lastMs }: Engine,
  before: Settings,
  now: Settings,
  ids: Uint32Array,
  from: ReadFrom,
): Promise<void> {
  const known = new Set([...before.lengths, ...before.former].map(({ rowMs }) => rowMs));
  for (const { rowMs, xff } of now.lengths) {
    const source = known.has(rowMs) ? null : sourceFor(rowMs, archives.values());
    if (source) await backfill(archives.get(rowMs)!, source, { ids, xff, lastMs }, from);
  }
}

/** Takes open rows over into what is wanted now. */
async function change(
  engine: Engine,
  before: Settings,
  now: Settings,
  { files, directory, queue }: Pick<EngineOptions, 'files' | 'directory' | 'queue'>,
): Promise<void> {
  try {
    await queue.finish();
  } finally {
    await queue.abandon();
    await closeArchives(engine.archives);
  }
  const { consolidator, ids, lastMs } = engine;
  if (!consolidator) return;
  const lengths = now.lengths.filter(({ rowMs }) => rowMs !== now.stepMs);
  const options = { stepMs: now.stepMs, lengths, onRow: () => {}, gapRows: 0 };
  const startMs = Math.floor(lastMs / now.stepMs) * now.stepMs;
  const next =
    before.stepMs === now.stepMs
      ? Consolidator.restore(consolidator.save(), { ...options, startMs })
      : new Consolidator({ ...options, startMs });
  next.grow(ids.length);
  const checkpoint = encodeCheckpoint({
    ids,
    consolidator: next,
    identity: now.identity.id,
    openRow: engine.journal.segments.at(-1)?.firstRow ?? -1,
    extents: extentsOf(engine.archives),
  });
  await writeFileAtomic(files, join(directory, NAMES.state), await inTurns(checkpoint));
}
