/** A line without its end. */
export interface ByteLine {
  readonly bytes: Buffer;
  /** It was longer: these are its first bytes. */
  readonly cut: boolean;
}

/**
 * Makes lines of bytes that come in pieces. Of a longer line only the first bytes are kept, however long it is.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { LineSplitter } from './line-splitter.ts';
 * const splitter = new LineSplitter(4);
 * const texts = (piece: string) => [...splitter.push(Buffer.from(piece))].map(({ bytes, cut }) => `${bytes} ${cut}`);
 * assert.deepEqual(texts('one\nt'), ['one false']);
 * assert.deepEqual(texts('oo long\n'), ['too  true']);
 */
export class LineSplitter {
  readonly #most: number;
  /** What is kept of the line that has not ended yet. */
  #parts: Buffer[] = [];
  #kept = 0;
  #cut = false;

  /** @param most bytes of a line that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that end in a piece, whose bytes may be written over afterwards. */
  *push(piece: Buffer): Generator<ByteLine, void, undefined> {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      this.#keep(piece.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    this.#keep(piece.subarray(start));
  }

  /** The line that has not ended, as if it ended here; null where there is none. */
  flush(): ByteLine | null {
    return this.#kept === 0 ? null : this.#take();
  }

  #keep(piece: Buffer): void {
    const part = piece.subarray(0, this.#most - this.#kept);
    this.#cut ||= part.length < piece.length;
    if (part.length === 0) return;
    this.#parts.push(Buffer.from(part));
    this.#kept += part.length;
  }

  #take(): ByteLine {
    const line = { bytes: Buffer.concat(this.#parts), cut: this.#cut };
    [this.#parts, this.#kept, this.#cut] = [[], 0, false];
    return line;
  }
}
