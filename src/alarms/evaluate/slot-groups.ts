/** The slots of a table of series that each of many pairs reads, in two flat arrays. */
export interface SlotGroups {
  /** Slots of pair `i` are those from `starts[i]` to before `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly slots: Int32Array;
}

/** Takes the slots of pairs in their order. */
export class SlotGroupsBuilder {
  readonly #starts: number[] = [0];
  readonly #slots: number[] = [];

  add(slots: readonly number[]): void {
    for (const slot of slots) this.#slots.push(slot);
    this.#starts.push(this.#slots.length);
  }

  build(): SlotGroups {
    return { starts: Int32Array.from(this.#starts), slots: Int32Array.from(this.#slots) };
  }
}
