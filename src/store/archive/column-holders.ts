/** How many slots feed each column of a database: two while a VM is known at both ends of a migration. */
export class ColumnHolders {
  #counts = new Uint8Array(0);
  /** Columns that no slot feeds any more, and the interval up to which open rows may have their values. */
  readonly #leaving = new Map<number, number>();

  /** @param width of the database */
  claim(columns: Int32Array, width: number): void {
    if (this.#counts.length < width) {
      const counts = new Uint8Array(width + (width >> 3));
      counts.set(this.#counts);
      this.#counts = counts;
    }
    for (const column of columns) (this.#counts[column] as number)++;
  }

  /**
   * @param lastOpen interval of the newest open row
   * @returns whether no slot feeds the column any more
   */
  leave(column: number | undefined, lastOpen: number): boolean {
    if (column === undefined || column < 0) return false;
    const count = (this.#counts[column] as number) - 1;
    this.#counts[column] = count;
    if (count > 0) return false;
    this.#leaving.set(column, lastOpen);
    return true;
  }

  isShared(column: number): boolean {
    return (this.#counts[column] as number) > 1;
  }

  /** Columns that no slot feeds again and no open row has values of; each is returned once. */
  takeEnded(firstOpen: number): number[] {
    if (this.#leaving.size === 0) return [];
    const ended: number[] = [];
    for (const [column, interval] of this.#leaving) {
      if ((this.#counts[column] as number) > 0) this.#leaving.delete(column);
      else if (interval < firstOpen) ended.push(column);
    }
    for (const column of ended) this.#leaving.delete(column);
    return ended;
  }
}
