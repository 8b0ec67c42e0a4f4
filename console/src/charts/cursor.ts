import { signal } from '@preact/signals';

/** The instant under the reader's pointer or arrow keys, epoch seconds: all charts of a page show it together. */
export const cursor = signal<number | null>(null);

/** Row whose interval holds the instant; the newest row when there is no instant; -1 without rows. */
export function rowAt(times: readonly number[], instant: number | null): number {
  if (instant === null) return times.length - 1;
  const row = times.findIndex((time) => time >= instant - 0.001);
  return row < 0 ? times.length - 1 : row;
}
