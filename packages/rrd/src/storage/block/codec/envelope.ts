import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ChunkError } from '../../../error.ts';
import { ByteReader } from './byte-reader.ts';
import { VARINT_BYTES, writeVarint } from './varint.ts';

const STORED = 0;
const ZSTD = 1;

/** Fewer bytes are not worth a frame of zstd. */
const WORTHWHILE = 32;

const params = { [constants.ZSTD_c_compressionLevel]: 1 };

const head = new Uint8Array(1 + 2 * VARINT_BYTES);

/** Copies bytes into an array of their own: `packed` compressed where that is smaller, and `plain` behind it. */
export function wrap(packed: Uint8Array, plain: Uint8Array): Uint8Array {
  const compressed = packed.length < WORTHWHILE ? packed : compress(packed);
  const isSmaller = compressed.length + VARINT_BYTES < packed.length;
  const kept = isSmaller ? compressed : packed;
  head[0] = isSmaller ? ZSTD : STORED;
  let length = writeVarint(head, 1, packed.length);
  if (isSmaller) length = writeVarint(head, length, compressed.length);
  const bytes = new Uint8Array(length + kept.length + plain.length);
  bytes.set(head.subarray(0, length));
  bytes.set(kept, length);
  bytes.set(plain, length + kept.length);
  return bytes;
}

/**
 * What wrap() was given; it may share memory with `bytes`.
 *
 * @throws {ChunkError} when it is damaged or more than `limit` are compressed, before that much is allocated
 */
export function unwrap(bytes: Uint8Array, limit: number): { packed: Uint8Array; plain: Uint8Array } {
  const reader = new ByteReader(bytes);
  const form = reader.byte();
  const length = reader.varint();
  if (length > limit) throw new ChunkError('it is too long');
  if (form === STORED) {
    const start = reader.take(length);
    return { packed: bytes.subarray(start, reader.at), plain: bytes.subarray(reader.at) };
  }
  if (form !== ZSTD) throw new ChunkError(`it has form ${form}`);
  // zlib notices neither every truncation nor what follows, but would read on.
  const start = reader.take(reader.varint());
  const packed = decompress(bytes.subarray(start, reader.at), length);
  if (packed.length !== length) throw new ChunkError('it has another length than it says');
  return { packed, plain: bytes.subarray(reader.at) };
}

// The sizes spare zlib 16 KiB of output and tables for much more input: a third of its time.
function compress(packed: Uint8Array): Uint8Array {
  return zstdCompressSync(packed, {
    params,
    pledgedSrcSize: packed.length,
    chunkSize: Math.max(64, packed.length),
  });
}

function decompress(compressed: Uint8Array, length: number): Uint8Array {
  try {
    return zstdDecompressSync(compressed, {
      maxOutputLength: Math.max(1, length),
      chunkSize: Math.max(64, length),
    });
  } catch (cause) {
    throw new ChunkError('its compressed bytes are damaged', { cause });
  }
}
