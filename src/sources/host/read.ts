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
    const from = this.#at;
    while (this.#at < this.#end && !isGap(this.#byte)) this.#at++;
    return this.#bytes.toString('latin1', from, this.#at);
  }

  /** The next number of the line, NaN where there is none. Integers are exact up to 2^53. */
  number(): number {
    this.#skipBlanks();
    const negative = this.#at < this.#end && this.#byte === minus;
    if (negative) this.#at++;
    const from = this.#at;
    let value = this.#digits(0);
    if (this.#at === from) return NaN;
    if (this.#at < this.#end && this.#byte === dot) {
      const point = ++this.#at;
      value = this.#digits(value) / 10 ** (this.#at - point);
    }
    return negative ? -value : value;
  }

  get #byte(): number {
    return this.#bytes[this.#at] as number;
  }

  /** Appends the decimal digits at the cursor to `value`. */
  #digits(value: number): number {
    for (; this.#at < this.#end; this.#at++) {
      const digit = this.#byte - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return value;
  }

  #skipBlanks(): void {
    while (this.#at < this.#end && isGap(this.#byte) && this.#byte !== lineFeed) this.#at++;
  }

  #grow(): void {
    const bytes = Buffer.alloc(this.#bytes.length * 2);
    this.#bytes.copy(bytes);
    this.#bytes = bytes;
  }
}

/** Space, tab, colon or line feed. */
function isGap(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 58 || byte === lineFeed;
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

/** What a small file says, trimmed; null where it cannot be read or is blank. */
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
