import { AppendFile } from './append-file.ts';
import type { Files } from './files.ts';
import { FRAME } from './frame.ts';
import type { Repair } from './load-part.ts';
import { readFrames, type Frame } from './read-frames.ts';
import { replaceFile } from './replace.ts';
import type { SeriesTable } from './series-table.ts';

/** Reads the log of series into `table`; null when there is none. */
export async function loadSeries(files: Files, path: string, table: SeriesTable): Promise<Repair | null> {
  if ((await files.read(path)) === null) return null;
  const file = await files.open(path, 'read');
  try {
    const { torn } = await readFrames(file, (frame) => take(table, frame));
    return torn === null ? null : { file: path, problem: torn, rowsLost: 0 };
  } finally {
    await file.close();
  }
}

/** Writes the log anew, as short as it can be, and opens it to go on. */
export async function openSeriesLog(files: Files, path: string, table: SeriesTable): Promise<AppendFile> {
  const bytes = Buffer.concat(table.frames());
  await replaceFile(files, path, bytes);
  return new AppendFile(path, await files.open(path, 'write'), bytes.length);
}

function take(table: SeriesTable, { type, payload }: Frame): string | void {
  if (payload.byteLength < 4) return 'a record of a series is cut off';
  const id = payload.getUint32(0, true);
  if (type === FRAME.ADD) {
    const { buffer, byteOffset, byteLength } = payload;
    table.load(id, new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 4, byteLength - 4)));
  } else if (type === FRAME.RETIRE) {
    if (payload.byteLength < 12) return 'a record of a series is cut off';
    table.loadRetired(id, payload.getFloat64(4, true));
  } else if (type === FRAME.RETURN) table.loadRetired(id, null);
  else if (type === FRAME.NEXT) table.nextId = Math.max(table.nextId, id);
  else return 'a record does not belong into a log of series';
}
