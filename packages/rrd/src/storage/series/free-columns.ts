/** Entries of a page. */
const PAGE = 1024;

/** Columns of retired series in the order in which they were retired, with the time from which each is free. */
export class FreeColumns {
  /** Pairs of a column and a time. */
  readonly #pages: Float64Array[] = [];
  #begin = 0;
  #end = 0;

  add(column: number, freeMs: number): void {
    if (this.#end === this.#pages.length * PAGE) this.#pages.push(new Float64Array(2 * PAGE));
    const page = this.#pages[Math.floor(this.#end / PAGE)]!;
    page[2 * (this.#end % PAGE)] = column;
    page[2 * (this.#end % PAGE) + 1] = freeMs;
    this.#end += 1;
  }

  /** Takes the first for which `isFree`, null where the first that is left is not free at `lastMs`. */
  take(lastMs: number, isFree: (column: number, freeMs: number) => boolean): number | null {
    while (this.#begin < this.#end) {
      const page = this.#pages[0]!;
      const [column, freeMs] = [page[2 * this.#begin]!, page[2 * this.#begin + 1]!];
      const isLeft = isFree(column, freeMs);
      if (isLeft && freeMs > lastMs) return null;
      this.#begin += 1;
      if (this.#begin === PAGE) {
        this.#pages.shift();
        [this.#begin, this.#end] = [0, this.#end - PAGE];
      }
      if (isLeft) return column;
    }
    return null;
  }
}
