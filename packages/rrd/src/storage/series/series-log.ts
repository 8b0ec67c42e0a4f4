import { dirname } from 'node:path';
import { inTurns } from '../../steps.ts';
import { AppendFile } from '../disk/append-file.ts';
import type { Files } from '../disk/files.ts';
import { FOREIGN, moveForeignFile } from '../recovery/foreign.ts';
import { FRAME } from '../segment/frame.ts';
import { readIdentity, type Identity } from '../identity.ts';
import { readFrames, type Frame } from '../segment/read-frames.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';
import { identityFrame, readAdd, readIds } from './series-frames.ts';
import type { SeriesTable } from './series-table.ts';
import type { WriteQueue } from '../disk/write-queue.ts';

/** Reads the log of series into `table`; returns what is damaged in it. */
export async function loadSeries(
  files: Files,
  path: string,
  table: SeriesTable,
  identity: Identity,
  yieldNow?: () => Promise<void>,
): Promise<string | null> {
  if ((await files.read(path)) === null) return 'it is missing';
  await using file = await files.open(path, 'read');
  let isForeign = false;
  const onFrame = (frame: Frame): string | void => {
    if (frame.offset === 0) {
      const id = frame.type === FRAME.IDENTITY ? readIdentity(frame.payload, 0) : null;
      isForeign = id === null ? identity.adopted !== null : id !== identity.id;
      if (isForeign) return FOREIGN;
      if (id !== null) return;
    }
    return take(table, frame);
  };
  const { torn } = await readFrames(file, onFrame, yieldNow);
  return isForeign ? `${torn}, and is now ${await moveForeignFile(files, dirname(path), path)}` : torn;
}

/** Writes the log anew, as short as it can be. Returns its size. */
export async function writeSeriesLog(
  files: Files,
  path: string,
  table: SeriesTable,
  { id }: Identity,
  signal?: AbortSignal,
): Promise<number> {
  const bytes = Buffer.concat([identityFrame(id), ...(await inTurns(table.frames(), signal))]);
  await writeFileAtomic(files, path, bytes);
  return bytes.length;
}

/** Writes the log anew and opens it to go on. */
export async function openSeriesLog(
  files: Files,
  path: string,
  table: SeriesTable,
  identity: Identity,
  signal?: AbortSignal,
): Promise<AppendFile> {
  const size = await writeSeriesLog(files, path, table, identity, signal);
  return new AppendFile(path, await files.open(path, 'write'), size);
}

/** Hands in records, to be written and synced before all that comes later. */
export function appendFrames(log: AppendFile, frames: readonly Uint8Array[], queue: WriteQueue): void {
  if (frames.length === 0) return;
  let bytes: Uint8Array | null = Buffer.concat(frames);
  const run = async (): Promise<void> => {
    if (bytes) await log.write(bytes);
    bytes = null;
    await log.sync();
  };
  queue.add({ rows: null, run });
}

function take(table: SeriesTable, { type, payload }: Frame): string | void {
  const cut = 'a record of series is cut off';
  if (type === FRAME.ADD) {
    const all = readAdd(payload);
    if (!all) return cut;
    for (const { id, name } of all) table.load(id, name);
  } else if (type === FRAME.RETIRE) {
    if (payload.byteLength < 8) return cut;
    const retiredMs = payload.getFloat64(0, true);
    for (const id of readIds(payload, 8)) table.loadRetired(id, retiredMs);
  } else if (type === FRAME.RETURN) {
    for (const id of readIds(payload, 0)) table.loadRetired(id, null);
  } else if (type === FRAME.NEXT) {
    for (const id of readIds(payload, 0)) table.nextId = Math.max(table.nextId, id);
  } else return 'a record does not belong into a log of series';
}
