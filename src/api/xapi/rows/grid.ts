import type { Chosen } from './selection.ts';

/** Times of the rows of an answer, in epoch ms: `rows` of them, each `stepMs` long, the newest ends at `endMs`. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly rows: number;
  readonly endMs: number;
}

/** The rows that end at the start or later, no more than are kept. */
export function gridOf(startMs: number, newestMs: number, { stepMs, rows }: Chosen): Grid {
  const endMs = Math.floor(newestMs / stepMs) * stepMs;
  const firstMs = Math.max(Math.ceil(startMs / stepMs) * stepMs, endMs - (rows - 1) * stepMs, stepMs);
  return {
    // XAPI's own: where the start is the end of a row, this is one row later than the first.
    startMs: Math.floor(Math.max(startMs, 0) / stepMs) * stepMs + stepMs,
    stepMs,
    rows: Math.max(0, (endMs - firstMs) / stepMs + 1),
    endMs,
  };
}
