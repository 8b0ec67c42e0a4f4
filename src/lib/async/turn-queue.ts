import { setImmediate } from 'node:timers/promises';

/**
 * Lets callers go on one after the other, each in a turn of the event loop of its own: a thousand that wait for the
 * same moment do not become one long turn.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { TurnQueue } from './turn-queue.ts';
 * const turns = new TurnQueue();
 * const order: number[] = [];
 * await Promise.all([1, 2].map(async (caller) => turns.next().then(() => order.push(caller))));
 * assert.deepEqual(order, [1, 2]);
 */
export class TurnQueue {
  #last = Promise.resolve();

  /** Resolves in a turn that no other caller has. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
