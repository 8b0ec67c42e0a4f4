import type { DatabaseStorage } from '../../src/mod.ts';
import { FIRST_STEP, GAP_REASON, living, point, skipped, STEP_MS, type Fleet } from './rows.ts';

/** Rows on their way at a time. */
export const ABREAST = 4;

/** Appends the rows of a fleet from where the database ends up to step `last`; prints the end of each that was taken. */
export async function writeRows(
  db: DatabaseStorage,
  fleet: Fleet,
  last: number,
  onTaken: (endMs: number) => void,
): Promise<void> {
  const columns = new Map<string, number>();
  const abreast: Promise<void>[] = [];
  const append = async (endMs: number, values: Float64Array, reasons: Uint8Array): Promise<void> => {
    const outcome = await db.append(endMs, values, reasons, GAP_REASON);
    if (outcome === 'accepted') onTaken(endMs);
  };
  for (let step = Math.max(FIRST_STEP, db.lastMs / STEP_MS + 1); step <= last; step += 1) {
    if (skipped(step)) continue;
    const names = living(fleet, step);
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
  await Promise.all(abreast);
}
