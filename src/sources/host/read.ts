import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

const lineFeed = 10;
const minus = 45;
const dot = 46;
const zero = 48;

/**
 * One file of /proc, read as bytes into a buffer that is kept, with a cursor over it.
 * A line feed stands before the first byte, so that every line begins after one.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { ProcFile } from './read.ts';
 * const file = new ProcFile('/nowhere');
 * assert.equal(file.read(), false);
 * assert.equal(file.line(), false);
 */
export class ProcFile {
  readonly #path: string;
  #bytes = Buffer.alloc(4096, '\n');
  #end = 1;
  #at = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads the file anew; false when the kernel does not have it or does not show it. */
  read(): boolean {
    this.#end = 1;
    this.#at = 0;
    let file: number | undefined;
    try {
      file = openSync(this.#path, 'r');
      for (;;) {
        if (this.#end === this.#bytes.length) this.#grow();
        const got = readSync(file, this.#bytes, this.#end, this.#bytes.length - this.#end, this.#end - 1);
        if (got === 0) break;
        this.#end += got;
      }
    } catch {
      this.#end = 1;
    } finally {
      if (file !== undefined) closeSync(file);
    }
    return this.present;
  }

  /** Whether the last `read` found anything. */
  get present(): boolean {
    return this.#end > 1;
  }

  /** All of it. */
  text(): string {
    return this.#bytes.toString('latin1', 1, this.#end);
  }

  /** Goes to the next line (at first to the first one); false at the end. */
  line(): boolean {
    const at = this.#bytes.indexOf(lineFeed, this.#at);
    this.#at = at < 0 ? this.#end : at + 1;
    return this.#at < this.#end;
  }

  /** Goes behind the first occurrence of `mark` in the whole file. */
  find(mark: Buffer): boolean {
    this.#at = 0;
    return this.skipTo(mark);
  }

  /** Goes behind the next occurrence of `mark`; stays where it is when there is none. */
  skipTo(mark: Buffer): boolean {
    const at = this.#bytes.indexOf(mark, this.#at);
    if (at < 0 || at + mark.length > this.#end) return false;
    this.#at = at + mark.length;
    return true;
  }

  /** The next word of the line, '' at its end. A colon ends a word, too. */
  word(): string {
    this.#skipBlanks();
    const [bytes, from] = [this.#bytes, this.#at];
    let at = from;
    while (at < this.#end && !isBlank(bytes[at] as number) && bytes[at] !== lineFeed) at++;
    this.#at = at;
    return bytes.toString('latin1', from, at);
  }

  /** The next number of the line, NaN where there is none. Integers are exact up to 2^53. */
  number(): number {
    this.#skipBlanks();
    const [bytes, end] = [this.#bytes, this.#end];
    let at = this.#at;
    const negative = at < end && bytes[at] === minus;
    if (negative) at++;
    const from = at;
    let point = -1;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - zero;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
      else if (bytes[at] === dot && point < 0 && at > from) point = at;
      else break;
    }
    this.#at = at;
    if (at === from) return NaN;
    if (point >= 0) value /= 10 ** (at - point - 1);
    return negative ? -value : value;
  }

  #skipBlanks(): void {
    const [bytes, end] = [this.#bytes, this.#end];
    let at = this.#at;
    while (at < end && isBlank(bytes[at] as number)) at++;
    this.#at = at;
  }

  #grow(): void {
    const bytes = Buffer.alloc(this.#bytes.length * 2);
    this.#bytes.copy(bytes);
    this.#bytes = bytes;
  }
}

/** Space, tab or colon. */
function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 58;
}

/** The first `limit` bytes of a small file; null where it cannot be read. */
export function readBytes(path: string, limit = 4096): Buffer | null {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(limit);
    return bytes.subarray(0, readSync(file, bytes, 0, limit, 0));
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text of a small file, trimmed; null where it cannot be read or is blank. */
export function readText(path: string): string | null {
  return readBytes(path)?.toString('utf8').trim() || null;
}

/** The names in a directory; none where it cannot be read. */
export function readNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
