/**
 * Wakes everything that waits for a change.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Notifier } from './notifier.ts';
 * const notifier = new Notifier();
 * const stop = new AbortController();
 * const woken = notifier.wait(stop.signal);
 * notifier.notify();
 * await woken;
 * const broken = notifier.wait(stop.signal);
 * stop.abort(new Error('stopped'));
 * await assert.rejects(broken, /stopped/);
 */
export class Notifier {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next notification. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  notify(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** As `next`, and ends with the signal. @throws its reason. */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<void>();
    const abort = (): void => aborted.resolve();
    signal.addEventListener('abort', abort, { once: true });
    await Promise.race([this.next, aborted.promise]);
    signal.removeEventListener('abort', abort);
    signal.throwIfAborted();
  }
}
