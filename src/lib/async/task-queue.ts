/**
 * Runs one piece of work after the other, in the order in which they are given: work that pauses in its middle does not
 * meet another on the same state.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { TaskQueue } from './task-queue.ts';
 * const tasks = new TaskQueue();
 * const order: string[] = [];
 * await Promise.all([
 *   tasks.run(async () => { await null; order.push('first'); }),
 *   tasks.run(() => order.push('second')),
 * ]);
 * assert.deepEqual(order, ['first', 'second']);
 */
export class TaskQueue {
  #last: Promise<unknown> | null = null;

  /** At once where nothing runs; the result is the work's own, a value or a promise. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    const result = this.#last ? this.#last.then(work) : work();
    if (!(result instanceof Promise)) return result;
    const settled: Promise<void> = result.then(
      () => this.#end(settled),
      () => this.#end(settled),
    );
    this.#last = settled;
    return result;
  }

  #end(settled: Promise<unknown>): void {
    if (this.#last === settled) this.#last = null;
  }
}
