/** Which columns have a series, and which still have the rows of one that was retired. */
export class Columns {
  #width: number;
  /** By column, oldest first. */
  readonly #retiredMs = new Map<number, number>();

  constructor(width: number) {
    this.#width = width;
  }

  /** Columns that ever had a series. */
  get width(): number {
    return this.#width;
  }

  retire(column: number, timeMs: number): void {
    if (!(column >= 0 && column < this.#width) || this.#retiredMs.has(column)) {
      throw new RangeError(`Cannot retire series ${column}: there is none`);
    }
    this.#retiredMs.set(column, timeMs);
  }

  /** A column for a new series: one whose rows are `gone` (called with the time its series was retired), or a new one. */
  take(gone: (retiredMs: number) => boolean): number {
    const [oldest] = this.#retiredMs;
    if (oldest && gone(oldest[1])) {
      this.#retiredMs.delete(oldest[0]);
      return oldest[0];
    }
    this.#width += 1;
    return this.#width - 1;
  }
}
