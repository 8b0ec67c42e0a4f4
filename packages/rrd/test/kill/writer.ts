/**
 * Appends rows as fast as it can; prints the end of the newest row it found, how much was repaired, and the end of each row that was taken:
 * `writer.ts DIRECTORY true|false CALL`, whether to sync and null or the JSON of the call to die in.
 */
import { nodeFiles, openStorage, type Files } from '../../src/mod.ts';
import { killingFiles, type KillingCall } from './killing-files.ts';
import { DIES, FLEET, FOUND } from './kill.ts';
import { BLOCK_ROWS, LENGTHS, STEP_MS } from './rows.ts';
import { writeRows } from './write-rows.ts';

const [directory, sync, given] = process.argv.slice(2) as [string, string, string];
const call = JSON.parse(given) as KillingCall | null;

// A process that is killed loses nothing that was not synced, and without it turns come ten times as often.
const unsynced: Files = {
  ...nodeFiles,
  open: async (path, mode) => ({ ...(await nodeFiles.open(path, mode)), sync: () => Promise.resolve() }),
  syncDirectory: () => Promise.resolve(),
};
const files = sync === 'true' ? nodeFiles : unsynced;

const db = await openStorage({
  directory,
  stepMs: STEP_MS,
  lengths: LENGTHS,
  blockRows: BLOCK_ROWS,
  files: call ? killingFiles(files, call, () => process.stdout.write(`${DIES}\n`)) : files,
});
process.stdout.write(`${FOUND} ${db.lastMs} ${db.repairs.length}\n`);
await writeRows(db, FLEET, Infinity, (endMs) => process.stdout.write(`${endMs}\n`));
