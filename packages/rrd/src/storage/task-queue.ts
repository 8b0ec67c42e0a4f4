/**
 * Does tasks one after the other, in the order in which they were handed in; each begins at once where none is before it.
 *
 * @example
 *     import assert from 'node:assert/strict';
 *     import { TaskQueue } from './task-queue.ts';
 *
 *     const tasks = new TaskQueue();
 *     const done: string[] = [];
 *     const slow = tasks.run(async () => {
 *       await Promise.resolve();
 *       done.push('slow');
 *     });
 *     await Promise.all([slow, tasks.run(() => {
 *       done.push('fast');
 *     })]);
 *     assert.deepEqual(done, ['slow', 'fast']);
 */
export class TaskQueue {
  /** The end of the newest, null when all are done. */
  #newest: Promise<void> | null = null;

  /** What the task returns or throws; a promise where it is, or has to wait for, one. */
  run<T>(task: () => T | Promise<T>): T | Promise<T> {
    const outcome = this.#newest === null ? task() : this.#newest.then(task);
    if (!(outcome instanceof Promise)) return outcome;
    // The caller handles its error.
    const newest: Promise<void> = outcome.then(
      () => this.#end(newest),
      () => this.#end(newest),
    );
    this.#newest = newest;
    return outcome;
  }

  #end(task: Promise<void>): void {
    if (this.#newest === task) this.#newest = null;
  }
}
