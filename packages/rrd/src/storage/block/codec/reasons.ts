import { ChunkError } from '../../../error.ts';
import { ByteReader } from './byte-reader.ts';
import { unwrap, wrap } from './envelope.ts';
import { VARINT_BYTES, writeVarint } from './varint.ts';

/** Bytes of a run of one length that are not its length. */
const RUN_BYTES = 1 + VARINT_BYTES;

const NOTHING = new Uint8Array(0);

/**
 * Encodes why points are unknown: a few bytes where they all are known, or all unknown for one reason.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { decodeReasons, encodeReasons } from './reasons.ts';
 * const reasons = Uint8Array.of(0, 0, 3, 3);
 * assert.deepEqual(decodeReasons(encodeReasons(reasons), 4), reasons);
 */
export function encodeReasons(reasons: Uint8Array): Uint8Array {
  let runs = 0;
  for (let i = 0; i < reasons.length; i += 1) if (i === 0 || reasons[i] !== reasons[i - 1]) runs += 1;
  const body = new Uint8Array(runs * RUN_BYTES);
  let at = 0;
  for (let start = 0, end = 0; start < reasons.length; start = end) {
    const reason = reasons[start] as number;
    while (end < reasons.length && reasons[end] === reason) end += 1;
    body[at++] = reason;
    at = writeVarint(body, at, end - start);
  }
  return wrap(body.subarray(0, at), NOTHING);
}

/**
 * Decodes `length` reasons.
 *
 * @throws {ChunkError} when the bytes are damaged or of another length
 */
export function decodeReasons(bytes: Uint8Array, length: number): Uint8Array {
  const { packed, plain } = unwrap(bytes, length * RUN_BYTES);
  if (plain.length > 0) throw new ChunkError('bytes follow its end');
  const reader = new ByteReader(packed);
  const reasons = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const reason = reader.byte();
    const run = reader.varint();
    if (run === 0 || run > length - at) throw new ChunkError('a run is empty or too long');
    reasons.fill(reason, at, at + run);
    at += run;
  }
  reader.end();
  return reasons;
}
