import { XdrReader } from '../src/xdr-reader.ts';

/**
 * Makes values of any codec: `codec.decode(new RandomReader(seed))` is a valid value, the same for the same seed.
 * The codec asks for what it would read and gets something of that type.
 */
export class RandomReader extends XdrReader {
  #state: number;
  #afterText = false;

  constructor(seed: number) {
    super(new Uint8Array(256));
    this.#state = seed | 1;
    for (let i = 0; i < 256; i += 1) this.bytes[i] = this.#next();
  }

  override skip(count: number): number {
    return this.#below(256 - count);
  }

  override int32(): number {
    // What follows a text may be the type of a parameter, of which there are seven.
    const value = this.#afterText ? 1 + this.#below(7) : this.#pick([0, 1, -1, 0x7fff_ffff, this.#next()]);
    this.#afterText = false;
    return value;
  }

  override uint32(): number {
    return this.#pick([0, 1, 0xffff_ffff, this.#next() >>> 0]);
  }

  override hyper(): bigint {
    return BigInt.asIntN(64, this.#wide());
  }

  override uhyper(): bigint {
    return BigInt.asUintN(64, this.#wide());
  }

  override double(): number {
    return this.#pick([0, -0, NaN, Infinity, 5e-324, this.#next() / 3]);
  }

  override bool(): boolean {
    return this.#below(2) === 1;
  }

  override count(): number {
    return this.#below(4);
  }

  override opaque(): Uint8Array {
    return this.bytes.slice(0, this.#below(9));
  }

  override string(): string {
    const text = this.#pick(['', 'a', 'vda', 'größe', '🦆', 'x'.repeat(this.#below(99))]);
    this.#afterText = true;
    return text;
  }

  #wide(): bigint {
    return this.#pick([0n, -1n, 1n << 63n, (BigInt(this.#next()) << 32n) | BigInt(this.#next() >>> 0)]);
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#below(values.length)]!;
  }

  #below(count: number): number {
    return (this.#next() >>> 0) % count;
  }

  /** xorshift32, mixed. */
  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return Math.imul(this.#state, 0x9e37_79b1) ^ (this.#state >>> 15);
  }
}
