/** Journals that are told apart: one of this machine, others that were copied to it. */
const MOST = 16;

/**
 * Counts the entries that are missing between two, by their cursors: journalctl itself says nothing when it goes on behind
 * entries that were deleted before it could read them.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { EntryCounter } from './entry-counter.ts';
 * const counter = new EntryCounter();
 * assert.deepEqual(['s=a;i=9', 's=a;i=a', 's=a;i=1f', 's=b;i=1'].map((cursor) => counter.missedBefore(cursor)), [0, 0, 20, null]);
 */
export class EntryCounter {
  /** Number of the last entry of each journal. */
  readonly #last = new Map<string, number>();

  /** Entries between the one before and that of a cursor; null: not known, as it is of another journal. */
  missedBefore(cursor: string): number | null {
    const [, journal, hex] = /^s=(\w+);i=([0-9a-f]+)/.exec(cursor) ?? [];
    if (journal === undefined || hex === undefined) return null;
    const isFirst = this.#last.size === 0;
    const number = Number.parseInt(hex, 16);
    const last = this.#last.get(journal);
    this.#last.delete(journal);
    this.#last.set(journal, number);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
    if (last === undefined) return isFirst ? 0 : null;
    return Math.max(0, number - last - 1);
  }
}
