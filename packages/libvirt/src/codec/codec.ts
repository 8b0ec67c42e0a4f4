import type { XdrReader } from '../xdr-reader.ts';
import type { XdrWriter } from '../xdr-writer.ts';

/** Both directions of one wire type. */
export interface Codec<T> {
  /** The fewest bytes a value takes: bounds an array before it is allocated. */
  readonly minBytes: number;
  encode(writer: XdrWriter, value: T): void;
  decode(reader: XdrReader): T;
}

/** The value type of a codec. */
export type Value<C> = C extends { decode(reader: XdrReader): infer T } ? T : never;

type Fields = Record<
  string,
  { minBytes: number; encode(w: XdrWriter, value: never): void; decode(r: XdrReader): unknown }
>;
type Struct<F extends Fields> = { [K in keyof F]: Value<F[K]> };

export const none: Codec<void> = { minBytes: 0, encode() {}, decode() {} };

export const int32: Codec<number> = {
  minBytes: 4,
  encode: (writer, value) => writer.int32(value),
  decode: (reader) => reader.int32(),
};

export const uint32: Codec<number> = {
  minBytes: 4,
  encode: (writer, value) => writer.uint32(value),
  decode: (reader) => reader.uint32(),
};

export const hyper: Codec<bigint> = {
  minBytes: 8,
  encode: (writer, value) => writer.hyper(value),
  decode: (reader) => reader.hyper(),
};

export const uhyper: Codec<bigint> = {
  minBytes: 8,
  encode: (writer, value) => writer.uhyper(value),
  decode: (reader) => reader.uhyper(),
};

/** Small integers take four bytes each on the wire. */
export const uchar: Codec<number> = widened(0xff);
export const ushort: Codec<number> = widened(0xffff);

export const string: Codec<string> = {
  minBytes: 4,
  encode: (writer, value) => writer.string(value),
  decode: (reader) => reader.string(),
};

/** Bytes with a length before them; decoded as a copy. */
export function opaque(max: number): Codec<Uint8Array> {
  return {
    minBytes: 4,
    encode(writer, value) {
      if (value.length > max) throw new RangeError(`Cannot write ${value.length} bytes: the limit is ${max}`);
      writer.opaque(value);
    },
    // Not slice(), which shares memory where the bytes are a Buffer.
    decode: (reader) => new Uint8Array(reader.opaque(max)),
  };
}

/** Text in `char name[length]`, four wire bytes a character, ended by a zero if it is shorter. */
export function fixedChars(length: number): Codec<string> {
  return {
    minBytes: length * 4,
    encode(writer, value) {
      if (value.length > length) throw new RangeError(`Cannot write "${value}": longer than ${length}`);
      for (let i = 0; i < length; i += 1) writer.int32(signedChar(value.charCodeAt(i) || 0));
    },
    decode(reader) {
      const text = charsToText(reader, length);
      const end = text.indexOf('\0');
      return end < 0 ? text : text.slice(0, end);
    },
  };
}

/** Latin-1 text in `char name<max>`, a count and four wire bytes a character; zeros are kept. */
export function chars(max: number): Codec<string> {
  return {
    minBytes: 4,
    encode(writer, value) {
      if (value.length > max) throw new RangeError(`Cannot write ${value.length} chars: the limit is ${max}`);
      writer.uint32(value.length);
      for (let i = 0; i < value.length; i += 1) writer.int32(signedChar(value.charCodeAt(i)));
    },
    decode: (reader) => charsToText(reader, reader.count(max, 4)),
  };
}

/** An array with its length before it. */
export function array<T>(item: Codec<T>, max: number): Codec<T[]> {
  return {
    minBytes: 4,
    encode(writer, values) {
      if (values.length > max) {
        throw new RangeError(`Cannot write an array of ${values.length} items: the limit is ${max}`);
      }
      writer.uint32(values.length);
      for (const value of values) item.encode(writer, value);
    },
    decode(reader) {
      const count = reader.count(max, item.minBytes);
      const values: T[] = [];
      for (let i = 0; i < count; i += 1) values.push(item.decode(reader));
      return values;
    },
  };
}

/** A value or null. */
export function optional<T>(item: Codec<T>): Codec<T | null> {
  return {
    minBytes: 4,
    encode(writer, value) {
      writer.bool(value !== null);
      if (value !== null) item.encode(writer, value);
    },
    decode: (reader) => (reader.bool() ? item.decode(reader) : null),
  };
}

/** Named fields in wire order. */
export function struct<F extends Fields>(fields: F): Codec<Struct<F>> {
  const entries = Object.entries(fields) as [string, Codec<unknown>][];
  return {
    minBytes: entries.reduce((sum, [, codec]) => sum + codec.minBytes, 0),
    encode(writer, value) {
      for (const [name, codec] of entries) codec.encode(writer, value[name]);
    },
    decode(reader) {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) value[name] = codec.decode(reader);
      return value as Struct<F>;
    },
  };
}

function widened(max: number): Codec<number> {
  return {
    minBytes: 4,
    encode(writer, value) {
      if (value > max) throw new RangeError(`Cannot write ${value}: over ${max}`);
      writer.uint32(value);
    },
    decode: (reader) => reader.uint32() & max,
  };
}

function signedChar(code: number): number {
  if (code > 0xff) throw new RangeError(`Cannot write character ${code}: not one byte`);
  return (code << 24) >> 24;
}

function charsToText(reader: XdrReader, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += String.fromCharCode(reader.int32() & 0xff);
  return text;
}
