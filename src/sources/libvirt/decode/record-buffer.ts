import { PARAM_TYPE, type DomainView, type StatsSink } from '@virtscope/libvirt';
import { Shape, type Fields } from './fields.ts';
import { LIMITS } from '../limits.ts';
import { RawColumns } from './raw.ts';

/**
 * One VM's record at a time, field by field into reused columns indexed by the number of the name; nothing is
 * allocated per field. The visitor is called when the record is complete.
 */
export class RecordBuffer implements StatsSink {
  readonly fields: Fields;
  /** Changes when the VM's processors or disks do: numbers present, counts and disk names, mixed into 32 bits. */
  signature = 0;
  /** Numbers of the names in this record, in its order. */
  readonly seen: number[] = [];
  /** Fields of this record that are shown under their own names. */
  readonly raw = new RawColumns();
  readonly #wants: (domain: DomainView) => boolean;
  readonly #visit: (record: RecordBuffer) => void;
  #bytes: Uint8Array = new Uint8Array(0);
  #round = 0;
  #open = false;
  #rounds = new Uint32Array(512);
  #hi = new Uint32Array(512);
  #lo = new Uint32Array(512);

  /** @param wants called with each domain; false skips its record */
  constructor(fields: Fields, wants: (domain: DomainView) => boolean, visit: (record: RecordBuffer) => void) {
    this.fields = fields;
    this.#wants = wants;
    this.#visit = visit;
  }

  /** Before a reply is scanned. */
  begin(payload: Uint8Array): void {
    // A reply that could not be read to its end may have left one open.
    this.#open = false;
    this.#bytes = payload;
  }

  domain(domain: DomainView): boolean {
    this.end();
    if (!this.#wants(domain)) return false;
    this.#open = true;
    this.#clear();
    return true;
  }

  /** Takes a record that no reply holds, and visits nothing. */
  fill(fields: ReadonlyMap<string, bigint | string>): void {
    this.#open = false;
    this.#clear();
    this.#bytes = Buffer.from([...fields.values()].filter((value) => typeof value === 'string').join(''));
    let at = 0;
    for (const [name, value] of fields) {
      const id = this.fields.id(name);
      if (typeof value === 'string') {
        const length = Buffer.byteLength(value);
        this.field(id, PARAM_TYPE.string, at, length);
        at += length;
      } else this.field(id, PARAM_TYPE.ullong, Number(value >> 32n), Number(value & 0xffff_ffffn));
    }
  }

  #clear(): void {
    this.#round++;
    this.signature = 0;
    this.seen.length = 0;
    this.raw.count = 0;
  }

  field(id: number, type: number, hi: number, lo: number): void {
    // More names than the table takes: no program asks for them.
    if (id < 0) return;
    const shape = this.fields.shape(id);
    if (this.fields.isRaw(id)) this.raw.take(id, type, hi, lo);
    // A number in place of a text, a text in place of a number, or a fraction would be misread.
    if (type === PARAM_TYPE.double || (type === PARAM_TYPE.string) !== (shape === Shape.text)) return;
    if (id >= this.#rounds.length) this.#grow(id + 1);
    this.#rounds[id] = this.#round;
    this.#hi[id] = hi;
    this.#lo[id] = lo;
    this.seen.push(id);
    if (shape === Shape.none) return;
    this.#mix(id);
    if (shape === Shape.value) this.#mix(lo);
    if (shape === Shape.text) {
      this.#mix(lo);
      const end = hi + Math.min(lo, LIMITS.keyLength);
      for (let at = hi; at < end; at++) this.#mix(this.#bytes[at] ?? 0);
    }
  }

  /** After the last record of a reply. */
  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#visit(this);
  }

  has(id: number): boolean {
    return this.#rounds[id] === this.#round;
  }

  hi(id: number): number {
    return this.#hi[id] ?? 0;
  }

  lo(id: number): number {
    return this.#lo[id] ?? 0;
  }

  /** Exact up to 2^53. */
  number(id: number): number {
    return this.hi(id) * 2 ** 32 + this.lo(id);
  }

  /** The text of a string field, as far as `maxBytes`. */
  text(id: number, maxBytes: number): string {
    const length = Math.min(this.lo(id), maxBytes);
    return Buffer.from(this.#bytes.subarray(this.hi(id), this.hi(id) + length)).toString('utf8');
  }

  #mix(value: number): void {
    this.signature = Math.imul(this.signature ^ value, 0x01000193) >>> 0;
  }

  #grow(size: number): void {
    const length = Math.max(size, this.#rounds.length * 2);
    const larger = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(length);
      to.set(from);
      return to;
    };
    this.#rounds = larger(this.#rounds);
    this.#hi = larger(this.#hi);
    this.#lo = larger(this.#lo);
  }
}
