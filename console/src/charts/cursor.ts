import { signal } from '@preact/signals';
import type { Span } from '../view/window.ts';
import { firstAfter } from './rows/first-after.ts';

/** The instant under the reader's pointer or arrow keys, epoch seconds: all charts of a page show it together. */
export const cursor = signal<number | null>(null);

/** The span that the reader is dragging out on a chart; null while none is. */
export const dragged = signal<Span | null>(null);

/** Row whose interval holds the instant; the newest row when there is no instant; -1 without rows. */
export function rowAt(times: readonly number[], instant: number | null): number {
  if (instant === null) return times.length - 1;
  return Math.min(firstAfter(times, instant - 0.001), times.length - 1);
}
