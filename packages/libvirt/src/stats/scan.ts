import { formatUuid } from '../codec/uuid.ts';
import { STATS_LIMIT } from '../codec/stats.ts';
import { ProtocolError } from '../error.ts';
import { MAX_STRING_BYTES, readText } from '../xdr-reader.ts';
import type { NameTable } from './name-table.ts';
import { LentWords } from './words.ts';

/** Receives what `scanDomainStats` finds, in wire order. */
export interface StatsSink {
  /** A record begins; `view` is valid until the next. Returning false skips its fields. */
  domain(view: DomainView): boolean;
  /**
   * A field of the record; one whose name the table refused is left out. `type` is one of `PARAM_TYPE`.
   * Integers and booleans: the two halves of the 64-bit value, sign extended. Double: the halves of its bits.
   * Halves are signed 32-bit numbers, which take no allocation: store them in a `Uint32Array` or use `>>> 0`.
   * String: `high` is its offset in the payload, `low` its length in bytes.
   */
  field(nameId: number, type: number, high: number, low: number): void;
}

/** The domain of the record being scanned; its texts are decoded when asked for. */
export class DomainView {
  id = -1;
  /** How many fields the record has. */
  fields = 0;
  #payload: Uint8Array = new Uint8Array(0);
  #nameAt = 0;
  #nameLength = 0;
  #uuidAt = 0;

  name(): string {
    return readText(this.#payload, this.#nameAt, this.#nameAt + this.#nameLength);
  }

  uuid(): string {
    return formatUuid(this.#payload, this.#uuidAt);
  }

  /** Whether the UUID is that of 16 bytes, without making text of it. */
  equalsUuid(bytes: Uint8Array): boolean {
    for (let i = 0; i < 16; i += 1) if (bytes[i] !== this.#payload[this.#uuidAt + i]) return false;
    return true;
  }

  /** Copies the UUID's 16 bytes to `target`. */
  copyUuid(target: Uint8Array, offset = 0): void {
    target.set(this.#payload.subarray(this.#uuidAt, this.#uuidAt + 16), offset);
  }

  /** For the scanner. */
  show(payload: Uint8Array, nameAt: number, nameLength: number, uuidAt: number): void {
    this.#payload = payload;
    this.#nameAt = nameAt;
    this.#nameLength = nameLength;
    this.#uuidAt = uuidAt;
  }
}

/**
 * Reads the answer to a bulk statistics call record by record without making an object of anything, so that a long
 * answer can be read in slices. 43 ns a field on one 2.5 GHz core, the codec 310 (bench/scan.bench.ts).
 *
 * The constructor and `next` throw a {@link ProtocolError} if the bytes are not such an answer; what was handed over
 * before stands.
 */
export class StatsScanner implements Disposable {
  readonly #payload: Uint8Array;
  readonly #names: NameTable;
  readonly #sink: StatsSink;
  readonly #view = new DomainView();
  // All of XDR lies on words: names compare four bytes at a time too.
  readonly #lent: LentWords;
  #records: number;
  #at = 1;

  constructor(payload: Uint8Array, names: NameTable, sink: StatsSink) {
    if (payload.length % 4 !== 0) {
      throw new ProtocolError(`Cannot read statistics: ${payload.length} bytes are not whole words`);
    }
    if (payload.length === 0) ended(0);
    this.#payload = payload;
    this.#names = names;
    this.#sink = sink;
    using owned = new DisposableStack();
    this.#lent = owned.use(new LentWords(payload));
    const { words } = this.#lent;
    this.#records = words[0]! >>> 0;
    // The smallest record: empty name, UUID, id, no fields.
    const isLess = this.#records * 7 > words.length - 1;
    if (this.#records > STATS_LIMIT.records || isLess) tooMany(this.#records, 'records');
    owned.move();
  }

  /** Reads whole records until so many bytes are passed; false when there are no more. */
  next(bytes: number): boolean {
    const { words } = this.#lent;
    const until = this.#at + bytes / 4;
    while (this.#records > 0 && this.#at < until) {
      this.#at = scanRecord(this.#payload, words, this.#at, this.#view, this.#names, this.#sink);
      this.#records -= 1;
    }
    if (this.#records > 0) return true;
    if (this.#at !== words.length) {
      throw new ProtocolError(`Cannot accept statistics: ${words.length - this.#at} words left over`);
    }
    return false;
  }

  [Symbol.dispose](): void {
    this.#lent[Symbol.dispose]();
  }
}

/**
 * Reads a whole answer at once; see {@link StatsScanner}.
 *
 * @throws {ProtocolError} if the bytes are not such an answer; what was handed over before stands.
 */
export function scanDomainStats(payload: Uint8Array, names: NameTable, sink: StatsSink): void {
  using scanner = new StatsScanner(payload, names, sink);
  scanner.next(Infinity);
}

function scanRecord(
  payload: Uint8Array,
  words: Int32Array,
  start: number,
  view: DomainView,
  names: NameTable,
  sink: StatsSink,
): number {
  const uuidAt = textEnd(words, start);
  const end = words.length;
  if (uuidAt + 5 >= end) ended(uuidAt + 5);
  const fields = words[uuidAt + 5]! >>> 0;
  let at = uuidAt + 6;
  if (fields > STATS_LIMIT.params || fields * 3 > words.length - at) tooMany(fields, 'fields');
  view.show(payload, (start + 1) * 4, words[start]!, uuidAt * 4);
  view.id = words[uuidAt + 4]!;
  view.fields = fields;
  const wanted = sink.domain(view);

  let nameId = -1;
  for (let i = 0; i < fields; i += 1) {
    const nameAt = at;
    at = textEnd(words, at);
    if (wanted) nameId = names.idAfter(nameId, words, nameAt + 1, words[nameAt]!);
    if (at + 1 >= end) ended(at + 1);
    const type = words[at]!;
    const value = words[at + 1]!;
    const isTaken = wanted && nameId >= 0;
    switch (type) {
      case 1:
        if (isTaken) sink.field(nameId, type, value >> 31, value);
        at += 2;
        break;
      case 2:
        if (isTaken) sink.field(nameId, type, 0, value);
        at += 2;
        break;
      case 6:
        if (isTaken) sink.field(nameId, type, 0, value === 0 ? 0 : 1);
        at += 2;
        break;
      case 3:
      case 4:
      case 5:
        if (at + 2 >= end) ended(at + 2);
        if (isTaken) sink.field(nameId, type, value, words[at + 2]!);
        at += 3;
        break;
      case 7: {
        const textAt = (at + 2) * 4;
        at = textEnd(words, at + 1);
        if (isTaken) sink.field(nameId, type, textAt, value);
        break;
      }
      default:
        throw new ProtocolError(`Cannot read statistics: unknown type ${type} at ${at * 4}`);
    }
  }
  return at;
}

/** The word after the text whose length is at `at`. */
function textEnd(words: Int32Array, at: number): number {
  if (at >= words.length) ended(at);
  const length = words[at]! >>> 0;
  if (length > MAX_STRING_BYTES) tooMany(length, 'bytes of text');
  const last = at + ((length + 3) >>> 2);
  if (last >= words.length) ended(last);
  const padBits = (-length & 3) << 3;
  if ((words[last]! & ((1 << padBits) - 1)) !== 0) {
    throw new ProtocolError(`Cannot read statistics: padding before ${last * 4 + 4} is not zero`);
  }
  return last + 1;
}

function ended(at: number): never {
  throw new ProtocolError(`Cannot read statistics: they end before ${(at + 1) * 4}`);
}

function tooMany(count: number, what: string): never {
  throw new ProtocolError(`Cannot read statistics: ${count} ${what} are too many`);
}
