/** Appends rows as fast as it can and prints the end of each that was taken: `writer.ts DIRECTORY [sync]`. */
import { nodeFiles, openDurable, type Files } from '../../src/mod.ts';
import { BLOCK_ROWS, FIRST_STEP, GAP_REASON, LENGTHS, living, point, skipped, STEP_MS } from './rows.ts';

/** Rows on their way at a time. */
const ABREAST = 4;

const [directory, sync] = process.argv.slice(2) as [string, string | undefined];

// A process that is killed loses nothing that was not synced, and without it turns come ten times as often.
const unsynced: Files = {
  ...nodeFiles,
  open: async (path, mode) => ({ ...(await nodeFiles.open(path, mode)), sync: () => Promise.resolve() }),
  syncDirectory: () => Promise.resolve(),
};

const db = await openDurable({
  directory,
  stepMs: STEP_MS,
  lengths: LENGTHS,
  blockRows: BLOCK_ROWS,
  files: sync ? nodeFiles : unsynced,
});
const columns = new Map<string, number>();
const abreast: Promise<void>[] = [];
for (let step = Math.max(FIRST_STEP, db.lastMs / STEP_MS + 1); ; step += 1) {
  if (skipped(step)) continue;
  const names = living(step);
  const now = new Set(names);
  const gone = [...columns].filter(([name]) => !now.has(name));
  db.retire(gone.map(([, column]) => column));
  for (const [name] of gone) columns.delete(name);
  const come = names.filter((name) => !columns.has(name));
  db.add(come).forEach((column, i) => columns.set(come[i]!, column));
  const values = new Float64Array(db.width).fill(12_345);
  const reasons = new Uint8Array(db.width).fill(99);
  for (const [name, column] of columns) {
    const { value, reason } = point(name, step);
    values[column] = value;
    reasons[column] = reason;
  }
  abreast.push(append(step * STEP_MS, values, reasons));
  if (abreast.length >= ABREAST) await abreast.shift();
}

async function append(endMs: number, values: Float64Array, reasons: Uint8Array): Promise<void> {
  const outcome = await db.append(endMs, values, reasons, GAP_REASON);
  if (outcome === 'accepted') process.stdout.write(`${endMs}\n`);
}
