import type { EncodedLabels } from './labels/encoded-labels.ts';

/** Tags of the protobuf fields that a WriteRequest is made of: number · 8 + wire type. */
const tag = { timeSeries: 0x0a, samples: 0x12, value: 0x09, timestamp: 0x10 } as const;
/** Value of a sample: its tag and a double. */
const valueLength = 9;
/** Prometheus' own NaN, 0x7ff0000000000002: the series has no value any more. */
const stale = { high: 0x7ff0_0000, low: 2 } as const;

/**
 * A Prometheus remote write 1.0 request as protobuf: `WriteRequest { repeated TimeSeries { labels, samples } }`.
 *
 * It is filled, read and reset again and again, and keeps its memory.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { encodeLabels } from './labels/encoded-labels.ts';
 * import { WriteRequest } from './write-request.ts';
 * const request = new WriteRequest();
 * const empty = new Uint8Array(0);
 * const name = encodeLabels([['__name__', 'up']]);
 * request.add({ name, head: empty, label: empty, tail: empty }, [1000], [1]);
 * assert.equal(Buffer.from(request.bytes()).toString('hex'), '0a1e0a0e0a085f5f6e616d655f5f12027570120c09000000000000f03f10e807');
 */
export class WriteRequest {
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #samples = 0;
  /** The time that was encoded last. */
  #time = -1;
  readonly #timeBytes = new Uint8Array(8);
  #timeLength = 0;

  /** Samples added since the last reset. */
  get samples(): number {
    return this.#samples;
  }

  /** Bytes written since the last reset. */
  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    this.#samples = 0;
  }

  /** What was added; lent until the next call. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Adds samples of one series.
   *
   * @param times epoch ms, ascending.
   * @param values as many; NaN is written as Prometheus' stale marker.
   */
  add({ name, head, label, tail }: EncodedLabels, times: ArrayLike<number>, values: ArrayLike<number>): void {
    let inside = name.length + head.length + label.length + tail.length;
    for (let i = 0; i < times.length; i++) inside += 2 + this.#sampleLength(times[i] as number);
    this.#reserve(1 + 5 + inside);
    this.#byte(tag.timeSeries);
    this.#varint(inside);
    this.#copy(name);
    this.#copy(head);
    this.#copy(label);
    this.#copy(tail);
    for (let i = 0; i < times.length; i++) this.#sample(times[i] as number, values[i] as number);
    this.#samples += times.length;
  }

  #sample(timeMs: number, value: number): void {
    this.#byte(tag.samples);
    this.#byte(this.#sampleLength(timeMs));
    this.#byte(tag.value);
    if (Number.isNaN(value)) {
      this.#view.setUint32(this.#length, stale.low, true);
      this.#view.setUint32(this.#length + 4, stale.high, true);
    } else this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    this.#byte(tag.timestamp);
    for (let i = 0; i < this.#timeLength; i++) this.#bytes[this.#length++] = this.#timeBytes[i] as number;
  }

  /** Of a sample without its own tag and length, which is below 128. Most samples have the time of the one before. */
  #sampleLength(timeMs: number): number {
    if (timeMs !== this.#time) {
      this.#time = timeMs;
      this.#timeLength = 0;
      let rest = timeMs;
      for (; rest >= 128; rest = Math.floor(rest / 128))
        this.#timeBytes[this.#timeLength++] = (rest % 128) | 128;
      this.#timeBytes[this.#timeLength++] = rest;
    }
    return valueLength + 1 + this.#timeLength;
  }

  #byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest >>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #copy(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
