import { textWords, wordsText } from './words.ts';

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
  /** All names one after the other as words, padded with zeros as on the wire. */
  #words = new Int32Array(4096);
  #used = 0;
  /** Where each name begins in `#words`, and its length in bytes. */
  #starts = new Int32Array(1024);
  #lengths = new Int32Array(1024);
  /** The name that last followed name n, at n + 1; the first of a record at 0. */
  #followers = new Int32Array(1025).fill(REFUSED);
  /** Open addressing, at most half full; entries are number + 1. */
  #slots = new Int32Array(2048);

  /** At most `limit` names are taken (default 65,536), so that hostile input cannot fill the memory. */
  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  get size(): number {
    return this.names.length;
  }

  /** Whether new names are refused. */
  get isFull(): boolean {
    return this.names.length >= this.#limit;
  }

  name(id: number): string {
    const name = this.names[id];
    if (name === undefined) throw new RangeError(`Cannot name field ${id}: not in the table`);
    return name;
  }

  /** The number of a name given as text, also of one that no record has had yet; -1 if the table is full. */
  intern(name: string): number {
    const { words, length } = textWords(name);
    return this.#find(words, 0, length);
  }

  /**
   * For the scanner: the number of the name of `length` bytes at word `start`, -1 if the table is full.
   * `previous` is the name before it, -1 at a record's begin.
   */
  idAfter(previous: number, words: Int32Array, start: number, length: number): number {
    const guess = this.#followers[previous + 1]!;
    if (guess >= 0 && this.#equals(guess, words, start, length)) return guess;
    const id = this.#find(words, start, length);
    if (id >= 0) this.#followers[previous + 1] = id;
    return id;
  }

  #find(words: Int32Array, start: number, length: number): number {
    if (length > MAX_NAME_BYTES) return REFUSED;
    const mask = this.#slots.length - 1;
    let slot = hash(words, start, length) & mask;
    for (let entry = this.#slots[slot]!; entry > 0; entry = this.#slots[slot]!) {
      if (this.#equals(entry - 1, words, start, length)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, words.subarray(start, start + ((length + 3) >>> 2)), length);
  }

  #add(slot: number, words: Int32Array, length: number): number {
    const id = this.names.length;
    if (id >= this.#limit) return REFUSED;
    this.names.push(wordsText(words, 0, length));
    while (this.#used + words.length > this.#words.length) this.#words = grown(this.#words);
    if (id >= this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#lengths = grown(this.#lengths);
      this.#followers = grown(this.#followers, REFUSED);
    }
    this.#words.set(words, this.#used);
    this.#starts[id] = this.#used;
    this.#lengths[id] = length;
    this.#used += words.length;
    this.#slots[slot] = id + 1;
    if ((id + 1) * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.names.length; id += 1) {
      let slot = hash(this.#words, this.#starts[id]!, this.#lengths[id]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }

  #equals(id: number, words: Int32Array, start: number, length: number): boolean {
    if (this.#lengths[id] !== length) return false;
    const mine = this.#words;
    const first = this.#starts[id]!;
    const count = (length + 3) >>> 2;
    for (let i = 0; i < count; i += 1) if (mine[first + i] !== words[start + i]) return false;
    return true;
  }
}

/** FNV-1a over words, with its high bits mixed into the low ones that pick the slot. */
function hash(words: Int32Array, start: number, length: number): number {
  let value = 0x811c_9dc5 ^ length;
  const end = start + ((length + 3) >>> 2);
  for (let i = start; i < end; i += 1) {
    value = Math.imul(value ^ words[i]!, 0x0100_0193);
    value ^= value >>> 15;
  }
  return value >>> 0;
}

function grown(array: Int32Array, fill = 0): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill);
  larger.set(array);
  return larger;
}
