/** Whole numbers in a growing typed array: hundreds of thousands of them cost the garbage collector nothing. */
export class IntList {
  #items = new Int32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length++] = item;
  }

  /** @param index from 0 to length − 1: it is not checked. */
  at(index: number): number {
    return this.#items[index] as number;
  }
}
