import { STEP_MS } from '../workload.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Virtscope's default archives, with so many rows of the finest. */
export const archivesWith = (rows: number): readonly { rowMs: number; rows: number }[] => [
  { rowMs: STEP_MS, rows },
  { rowMs: MINUTE_MS, rows: 120 },
  { rowMs: HOUR_MS, rows: 168 },
  { rowMs: 24 * HOUR_MS, rows: 366 },
];
