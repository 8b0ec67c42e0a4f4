/** Slots of a page; a page is never moved. */
const PAGE_BITS = 13;
const PAGE_MASK = (1 << PAGE_BITS) - 1;

/**
 * A value for each slot of a table of series. It grows page by page: an array that holds a million of them would now and
 * then be moved as a whole.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { SlotList } from './slot-list.ts';
 * const names = new SlotList<string>();
 * names.set(0, 'cpu.usage');
 * assert.equal(names.get(0), 'cpu.usage');
 * assert.equal(names.get(1), undefined);
 * assert.equal(names.length, 1);
 */
export class SlotList<T> {
  readonly #pages: T[][] = [];
  #length = 0;

  /** One more than the highest slot that has a value. */
  get length(): number {
    return this.#length;
  }

  get(slot: number): T | undefined {
    return this.#pages[slot >>> PAGE_BITS]?.[slot & PAGE_MASK];
  }

  set(slot: number, value: T): void {
    const page = (this.#pages[slot >>> PAGE_BITS] ??= []);
    page[slot & PAGE_MASK] = value;
    if (slot >= this.#length) this.#length = slot + 1;
  }
}
