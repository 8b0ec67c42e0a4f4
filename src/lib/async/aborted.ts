/**
 * Resolves when the signal has aborted.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { aborted } from './aborted.ts';
 * const stop = new AbortController();
 * stop.abort();
 * await aborted(stop.signal);
 * assert.ok(stop.signal.aborted);
 */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
