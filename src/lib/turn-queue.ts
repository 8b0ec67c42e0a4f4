import { setImmediate } from 'node:timers/promises';

/**
 * Lets callers go on one after the other, each in a turn of the event loop of its own: a thousand that wait for the
 * same moment do not become one long turn.
 *
 * @example
 * import { TurnQueue } from './turn-queue.ts';
 * const turns = new TurnQueue();
 * await Promise.all([turns.next(), turns.next()]);
 */
export class TurnQueue {
  #last = Promise.resolve();

  /** Resolves in a turn that no other caller has. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
