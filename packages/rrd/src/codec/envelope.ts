import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ChunkError } from '../error.ts';
import { ByteReader } from './byte-reader.ts';
import { VARINT_BYTES, writeVarint } from './varint.ts';

const STORED = 0;
const ZSTD = 1;

const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Copies a body into an array of its own, compressed where that is smaller. */
export function wrap(body: Uint8Array): Uint8Array {
  const packed = zstdCompressSync(body, { params, pledgedSrcSize: body.length });
  const head = new Uint8Array(1 + 2 * VARINT_BYTES);
  head[0] = ZSTD;
  const length = writeVarint(head, writeVarint(head, 1, body.length), packed.length);
  return length + packed.length < 1 + body.length
    ? joined(head.subarray(0, length), packed)
    : joined(Uint8Array.of(STORED), body);
}

function joined(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + rest.length);
  bytes.set(head);
  bytes.set(rest, head.length);
  return bytes;
}

/**
 * The body that wrap() was given; it may share memory with `bytes`.
 *
 * @throws {ChunkError} when it is damaged or longer than `limit`, before that much is allocated
 */
export function unwrap(bytes: Uint8Array, limit: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const form = reader.byte();
  if (form === STORED) {
    if (bytes.length - 1 > limit) throw new ChunkError('it is too long');
    return bytes.subarray(1);
  }
  if (form !== ZSTD) throw new ChunkError(`it has form ${form}`);
  const length = reader.varint();
  if (length > limit) throw new ChunkError('it is too long');
  // zlib notices neither all that is missing nor what follows.
  if (reader.varint() !== bytes.length - reader.at)
    throw new ChunkError('it is truncated or bytes follow it');
  const body = decompress(bytes.subarray(reader.at), length);
  if (body.length !== length) throw new ChunkError('it has another length than it says');
  return body;
}

function decompress(packed: Uint8Array, length: number): Uint8Array {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: Math.max(1, length) });
  } catch (cause) {
    throw new ChunkError('its compressed bytes are damaged', { cause });
  }
}
