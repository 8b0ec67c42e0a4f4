import assert from 'node:assert/strict';
import { openDurable, type Consolidation } from '../../src/mod.ts';
import { BLOCK_ROWS, everyName, FIRST_STEP, LENGTHS, living, point, skipped, STEP_MS } from './rows.ts';

/** What was found in a database that was killed. */
export interface Checked {
  readonly rows: number;
  readonly cells: number;
  readonly repairs: number;
}

/** Points of all names of a step, by name; none where it was skipped. */
function pointsOf(step: number): Map<string, { value: number; reason: number }> {
  const names = skipped(step) || step < FIRST_STEP ? [] : living(step);
  return new Map(names.map((name) => [name, point(name, step)]));
}

/** One cell the slow way: of all points of its row. */
function cell(points: readonly number[], cf: Consolidation, xff: number): number {
  const known = points.filter((value) => !Number.isNaN(value));
  if (points.length - known.length > points.length * xff || known.length === 0) return NaN;
  if (cf === 'MIN') return Math.min(...known);
  if (cf === 'MAX') return Math.max(...known);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/**
 * Opens the database as it was left and compares every row it holds up to its newest, which must be `acknowledgedMs` at
 * least, bit for bit.
 */
export async function check(directory: string, acknowledgedMs: number): Promise<Checked> {
  const db = await openDurable({ directory, stepMs: STEP_MS, lengths: LENGTHS, blockRows: BLOCK_ROWS });
  const checked = { rows: 0, cells: 0, repairs: db.repairs.length };
  try {
    assert.ok(db.lastMs >= acknowledgedMs, `${acknowledgedMs} was taken, ${db.lastMs} is there`);
    // So that nothing is let go of between two reads.
    await db.flush();
    const names = everyName();
    for (const { rowMs, rows, cfs, xff } of LENGTHS) {
      const oldestMs = db.oldestMs(rowMs);
      const toMs = Math.floor(db.lastMs / rowMs) * rowMs;
      if (oldestMs === null || toMs < oldestMs) continue;
      const held = (toMs - oldestMs) / rowMs + 1;
      const ever = toMs / rowMs - Math.floor((FIRST_STEP * STEP_MS) / rowMs);
      assert.ok(held >= Math.min(rows, ever), `${held} rows of ${rowMs} ms are held of ${ever}`);
      const steps = rowMs / STEP_MS;
      const firstStep = oldestMs / STEP_MS - steps + 1;
      const points = Array.from({ length: held * steps }, (_, i) => pointsOf(firstStep + i));
      for (const cf of cfs) {
        const read = await db.read({ rowMs, cf, names, fromMs: oldestMs - rowMs, toMs, reasons: true });
        for (const [series, name] of names.entries()) {
          for (let row = 0; row < held; row += 1) {
            const own = points.slice(row * steps, (row + 1) * steps).map((each) => each.get(name));
            const want = cell(
              own.map((each) => each?.value ?? NaN),
              cf,
              xff,
            );
            const place = series * held + row;
            const found: number = read.values[place]!;
            const reason = steps === 1 ? own[0]?.reason : undefined;
            const same = Object.is(found, want) && (reason ?? read.reasons![place]) === read.reasons![place];
            if (!same) {
              const where = `${name}, ${cf} of ${rowMs} ms at ${oldestMs + row * rowMs}`;
              assert.fail(`${where}: ${found} (${read.reasons![place]}) instead of ${want} (${reason})`);
            }
            checked.cells += 1;
          }
        }
      }
      checked.rows += held;
    }
  } finally {
    await db.close();
  }
  return checked;
}
