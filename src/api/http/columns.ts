import { endianness } from 'node:os';

/** Media type of columns of doubles: docs/reference/http.md gives the bytes. */
export const columnsType = 'application/vnd.virtscope.columns';

/**
 * A header as JSON, padded so that the doubles after it lie at multiples of eight, and the columns one after the other.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { columnsBody } from './columns.ts';
 * const body = columnsBody({ rows: 2 }, [new Float64Array([0.5, NaN])]);
 * assert.equal(body.readUInt32LE(0), 12);
 * assert.equal(body.toString('utf8', 4, 16), '{"rows":2}  ');
 * assert.equal(body.readDoubleLE(16), 0.5);
 */
export function columnsBody(header: object, columns: readonly Float64Array[]): Buffer<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(header));
  const start = Math.ceil((4 + json.length) / 8) * 8;
  const length = columns.reduce((sum, { byteLength }) => sum + byteLength, start);
  const body = Buffer.allocUnsafe(length);
  body.writeUInt32LE(start - 4, 0);
  body.set(json, 4);
  body.fill(' ', 4 + json.length, start);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of columns) {
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  if (endianness() === 'BE') body.subarray(start).swap64();
  return body;
}
