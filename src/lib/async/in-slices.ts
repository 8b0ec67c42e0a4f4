import type { EventLoopYielder } from './event-loop-yielder.ts';

/**
 * Runs work that yields wherever the event loop may turn, and lets it turn when a pause is due. Short work is done when
 * this returns; the promise of longer work resolves, or rejects, with what the work returns or throws. When the signal
 * aborts, the work returns where it yielded, the rest is left undone and the promise rejects with its reason.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { EventLoopYielder } from './event-loop-yielder.ts';
 * import { inSlices } from './in-slices.ts';
 * function* sum(): Generator<void, number> {
 *   yield;
 *   return 3;
 * }
 * let now = 0;
 * const monotonic = () => now++;
 * assert.equal(inSlices(sum(), new EventLoopYielder({ budgetMs: 10, monotonic })), 3);
 * assert.equal(await inSlices(sum(), new EventLoopYielder({ budgetMs: 1, monotonic })), 3);
 */
export function inSlices<T>(
  work: Iterator<void, T>,
  yielder: EventLoopYielder,
  signal?: AbortSignal,
): T | Promise<T> {
  const result = turn(work, yielder);
  return result.done === true ? result.value : goOn(work, yielder, signal);
}

/** Runs work to its end without a pause. */
export function atOnce<T>(work: Iterator<void, T>): T {
  for (;;) {
    const result = work.next();
    if (result.done === true) return result.value;
  }
}

async function goOn<T>(work: Iterator<void, T>, yielder: EventLoopYielder, signal?: AbortSignal): Promise<T> {
  for (;;) {
    await yielder.pause();
    if (signal?.aborted) {
      work.return?.();
      throw signal.reason;
    }
    const result = turn(work, yielder);
    if (result.done === true) return result.value;
  }
}

/** Until a pause is due or the work is done. */
function turn<T>(work: Iterator<void, T>, yielder: EventLoopYielder): IteratorResult<void, T> {
  for (;;) {
    const result = work.next();
    if (result.done === true || yielder.isDue()) return result;
  }
}
