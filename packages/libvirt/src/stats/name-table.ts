import { Buffer } from 'node:buffer';
import { readText } from '../xdr-reader.ts';

const REFUSED = -1;
const MAX_NAME_BYTES = 256;

/**
 * Gives field names small integers, the same for the table's whole life.
 *
 * A record's fields come in the order of the last one, so the name that followed the previous name last time is
 * compared first and is nearly always right; only otherwise is the name hashed.
 */
export class NameTable {
  /** The names by their number. */
  readonly names: string[] = [];
  readonly #limit: number;
  #bytes = new Uint8Array(16_384);
  #used = 0;
  /** Where a name begins in `#bytes`, one entry more than there are names. */
  #starts = new Int32Array(1024);
  /** The name that last followed name n, at n + 1; the first of a record at 0. */
  #followers = new Int32Array(1024).fill(REFUSED);
  /** Open addressing, at most half full; entries are number + 1. */
  #slots = new Int32Array(2048);

  /** At most `limit` names are taken (default 65,536), so that hostile input cannot fill the memory. */
  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  get size(): number {
    return this.names.length;
  }

  name(id: number): string {
    const name = this.names[id];
    if (name === undefined) throw new RangeError(`Cannot name field ${id}: not in the table`);
    return name;
  }

  /** The number of a name, also of one no record has had yet; -1 if the table is full. */
  intern(name: string): number {
    const bytes = Buffer.from(name);
    return this.#find(bytes, 0, bytes.length);
  }

  /** The number of the name that follows `previous` (-1 at a record's begin), or -1 if the table is full. */
  idAfter(previous: number, bytes: Uint8Array, start: number, length: number): number {
    const guess = this.#followers[previous + 1]!;
    if (guess >= 0 && this.#equals(guess, bytes, start, length)) return guess;
    const id = this.#find(bytes, start, length);
    if (id >= 0) this.#followers[previous + 1] = id;
    return id;
  }

  #find(bytes: Uint8Array, start: number, length: number): number {
    if (length > MAX_NAME_BYTES) return REFUSED;
    const mask = this.#slots.length - 1;
    let slot = hash(bytes, start, length) & mask;
    for (let entry = this.#slots[slot]!; entry > 0; entry = this.#slots[slot]!) {
      if (this.#equals(entry - 1, bytes, start, length)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, bytes, start, length);
  }

  #add(slot: number, bytes: Uint8Array, start: number, length: number): number {
    const id = this.names.length;
    if (id >= this.#limit) return REFUSED;
    this.names.push(readText(bytes, start, start + length));
    this.#reserve(id, length);
    this.#bytes.set(bytes.subarray(start, start + length), this.#used);
    this.#used += length;
    this.#starts[id + 1] = this.#used;
    this.#slots[slot] = id + 1;
    if ((id + 1) * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #reserve(id: number, length: number): void {
    if (this.#used + length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    if (id + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts, 0);
      this.#followers = grown(this.#followers, REFUSED);
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.names.length; id += 1) {
      const start = this.#starts[id]!;
      let slot = hash(this.#bytes, start, this.#starts[id + 1]! - start) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }

  #equals(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const own = this.#starts[id]!;
    if (this.#starts[id + 1]! - own !== length) return false;
    const mine = this.#bytes;
    for (let i = length - 1; i >= 0; i -= 1) if (mine[own + i] !== bytes[start + i]) return false;
    return true;
  }
}

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, length: number): number {
  let value = 0x811c_9dc5;
  for (let i = start; i < start + length; i += 1) value = Math.imul(value ^ bytes[i]!, 0x0100_0193);
  return (value ^ (value >>> 15)) >>> 0;
}

function grown(array: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill);
  larger.set(array);
  return larger;
}
