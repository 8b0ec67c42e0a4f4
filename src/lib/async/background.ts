/**
 * Owns a promise that its caller does not wait for: what it rejects with goes to `onFailure`, which turns it into a
 * state or a log line. Without an owner a rejection would end the process.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { runInBackground } from './background.ts';
 * const failures: unknown[] = [];
 * runInBackground(Promise.reject(new Error('monitor closed')), (error) => failures.push(error));
 * await Promise.resolve();
 * assert.equal(String(failures[0]), 'Error: monitor closed');
 */
export function runInBackground(work: Promise<unknown>, onFailure: (error: unknown) => void): void {
  work.catch(onFailure);
}
