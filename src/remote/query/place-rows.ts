import { Reason } from '../../model/reason.ts';
import type { HistoryColumn } from '../../store/mod.ts';

/** Row i ends at start + (i + 1) · step; epoch ms. */
export interface Grid {
  readonly start: number;
  readonly stepMs: number;
  readonly rows: number;
}

/** Samples `[seconds, "number"]` of an answer on the grid they were asked on; what is not there is not collected. */
export function placeRows(
  samples: readonly unknown[],
  { start, stepMs, rows }: Grid,
): Pick<HistoryColumn, 'values' | 'reasons'> {
  const values = new Float64Array(rows).fill(Number.NaN);
  const reasons = new Uint8Array(rows).fill(Reason.notCollected);
  for (const sample of samples) {
    if (!Array.isArray(sample)) continue;
    const [seconds, text] = sample as readonly unknown[];
    if (typeof seconds !== 'number' || typeof text !== 'string' || !isDecimal.test(text)) continue;
    const row = (Math.round(seconds * 1000) - start) / stepMs - 1;
    if (!Number.isInteger(row) || row < 0 || row >= rows) continue;
    values[row] = Number(text);
    reasons[row] = Reason.known;
  }
  return { values, reasons };
}

/** No NaN, no +Inf: nothing of ours is infinite. */
const isDecimal = /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
