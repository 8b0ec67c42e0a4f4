import assert from 'node:assert/strict';
import { nodeFiles, openStorage, type Consolidation, type Files } from '../../src/mod.ts';
import {
  BLOCK_ROWS,
  everyName,
  FIRST_STEP,
  GAP_REASON,
  isSteady,
  LENGTHS,
  living,
  point,
  skipped,
  STEP_MS,
  type Fleet,
} from './rows.ts';

/** A database that was killed. */
export interface Found {
  readonly directory: string;
  /** End of the newest row that must be there. */
  readonly takenMs: number;
  readonly fleet: Fleet;
  readonly files?: Files;
}

/** What was found in it. */
export interface Checked {
  readonly rows: number;
  readonly cells: number;
  readonly repairs: number;
}

/** A point of a name at a step; the reason is null where it may be any. */
interface Point {
  readonly value: number;
  readonly reason: number | null;
}

/** What the writer gave for a name at a step. */
function given(step: number, names: ReadonlySet<string>, name: string): Point {
  if (step < FIRST_STEP) return { value: NaN, reason: isSteady(name) ? 0 : null };
  if (skipped(step)) return { value: NaN, reason: isSteady(name) ? GAP_REASON : null };
  return names.has(name) ? point(name, step) : { value: NaN, reason: null };
}

/** One cell the slow way: of all points of its row. */
function cell(points: readonly Point[], cf: Consolidation, xff: number): Point {
  const known = points.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const unknown = points.length - known.length;
  if (unknown > points.length * xff || known.length === 0) {
    return { value: NaN, reason: points.findLast(({ value }) => Number.isNaN(value))!.reason };
  }
  if (cf === 'MIN') return { value: Math.min(...known), reason: 0 };
  if (cf === 'MAX') return { value: Math.max(...known), reason: 0 };
  return { value: known.reduce((sum, value) => sum + value, 0) / known.length, reason: 0 };
}

/**
 * Opens the database as it was left and compares every row it holds up to its newest, which must be `takenMs` at least, bit for bit.
 */
export async function check({ directory, takenMs, fleet, files = nodeFiles }: Found): Promise<Checked> {
  const db = await openStorage({
    directory,
    stepMs: STEP_MS,
    lengths: LENGTHS,
    blockRows: BLOCK_ROWS,
    files,
  });
  const checked = { rows: 0, cells: 0, repairs: db.repairs.length };
  try {
    assert.ok(db.lastMs >= takenMs, `${takenMs} was taken, ${db.lastMs} is there`);
    // So that nothing is let go of between two reads.
    await db.flush();
    const names = everyName(fleet);
    for (const { rowMs, rows, cfs, xff } of LENGTHS) {
      const oldestMs = db.oldestMs(rowMs);
      const toMs = Math.floor(db.lastMs / rowMs) * rowMs;
      if (oldestMs === null || toMs < oldestMs) continue;
      const held = (toMs - oldestMs) / rowMs + 1;
      const ever = toMs / rowMs - Math.floor((FIRST_STEP * STEP_MS) / rowMs);
      assert.ok(held >= Math.min(rows, ever), `${held} rows of ${rowMs} ms are held of ${ever}`);
      const steps = rowMs / STEP_MS;
      const firstStep = oldestMs / STEP_MS - steps + 1;
      const livingAt = Array.from({ length: held * steps }, (_, i) => new Set(living(fleet, firstStep + i)));
      for (const cf of cfs) {
        const read = await db.read({ rowMs, cf, names, fromMs: oldestMs - rowMs, toMs, reasons: true });
        for (const [series, name] of names.entries()) {
          for (let row = 0; row < held; row += 1) {
            const points = Array.from({ length: steps }, (_, i) =>
              given(firstStep + row * steps + i, livingAt[row * steps + i]!, name),
            );
            const want = cell(points, cf, xff);
            const place = series * held + row;
            const [value, reason] = [read.values[place]!, read.reasons![place]!];
            if (!Object.is(value, want.value) || (want.reason !== null && want.reason !== reason)) {
              const where = `${name}, ${cf} of ${rowMs} ms at ${oldestMs + row * rowMs}`;
              assert.fail(`${where}: ${value} (${reason}) instead of ${want.value} (${want.reason})`);
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
