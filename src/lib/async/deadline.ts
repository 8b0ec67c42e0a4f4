import type { Clock } from '../../model/clock.ts';
import { runInBackground } from './background.ts';

/** A reason that exists already: `abort` without one makes an exception with a stack each time, 70 µs. */
const overtaken = new Error('The wait was overtaken by what it waited for');

/**
 * Waits for a promise to settle, but no longer than `ms`. Resolves to whether it settled; its
 * owner handles its rejection.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock } from '../../model/clock.ts';
 * import { within } from './deadline.ts';
 * assert.equal(await within(Promise.reject(new Error('failed')), 60_000, systemClock), true);
 * assert.equal(await within(new Promise(() => {}), 1, systemClock), false);
 *
 * @throws the signal's reason.
 */
export async function within(
  promise: Promise<unknown>,
  ms: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<boolean> {
  const stop = new AbortController();
  const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const settled = promise.then(
    () => true,
    () => true,
  );
  const elapsed = clock.sleep(Math.max(0, ms), until).then(() => false);
  try {
    return await Promise.race([settled, elapsed]);
  } finally {
    stop.abort(overtaken);
  }
}

/**
 * A time that work may take. `using` ends it with the work.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock } from '../../model/clock.ts';
 * import { aborted } from './aborted.ts';
 * import { Deadline } from './deadline.ts';
 * using deadline = new Deadline(1, systemClock, new AbortController().signal);
 * await aborted(deadline.signal);
 * assert.ok(deadline.isOver);
 */
export class Deadline implements Disposable {
  /** Aborts when the time is over, or with the signal of the work. */
  readonly signal: AbortSignal;
  readonly #over = new AbortController();
  readonly #end = new AbortController();

  constructor(ms: number, clock: Clock, signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#over.signal]);
    const elapsed = clock.sleep(ms, AbortSignal.any([signal, this.#end.signal]));
    runInBackground(
      elapsed.then(() => this.#over.abort(new Error('The time is over'))),
      // The work ended, or was ended.
      () => {},
    );
  }

  /** Whether the time is over; not where the work ended before. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  [Symbol.dispose](): void {
    this.#end.abort(overtaken);
  }
}
