import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ChunkError } from '../../../error.ts';
import { decodeReasons, encodeReasons } from './reasons.ts';

const reasons = fc
  .array(fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 300 })), { maxLength: 20 })
  .map((runs) => Uint8Array.from(runs.flatMap(([reason, length]) => Array.from({ length }, () => reason))));

test('decodeReasons() gives back what encodeReasons() was given', () => {
  fc.assert(
    fc.property(reasons, (given) =>
      assert.deepEqual(decodeReasons(encodeReasons(given), given.length), given),
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (given) =>
      assert.deepEqual(decodeReasons(encodeReasons(given), given.length), given),
    ),
  );
});

test('encodeReasons() takes a few bytes where all points are known', () => {
  assert.ok(encodeReasons(new Uint8Array(64 * 120)).length <= 8);
});

test('decodeReasons() refuses truncated bytes, bytes added and another length', () => {
  const given = Uint8Array.from({ length: 500 }, (_, i) => (i >> 5) % 7);
  const bytes = encodeReasons(given);
  for (let length = 0; length < bytes.length; length += 1) {
    assert.throws(() => decodeReasons(bytes.subarray(0, length), 500), ChunkError);
  }
  assert.throws(() => decodeReasons(Uint8Array.of(...bytes, 0), 500), ChunkError);
  assert.throws(() => decodeReasons(bytes, 499), ChunkError);
  assert.throws(() => decodeReasons(bytes, 501), ChunkError);
});

test('decodeReasons() of damaged bytes throws ChunkError or gives the right number of reasons', () => {
  fc.assert(
    fc.property(reasons, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, by) => {
      const bytes = encodeReasons(given);
      bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ by;
      try {
        assert.equal(decodeReasons(bytes, given.length).length, given.length);
      } catch (error) {
        if (!(error instanceof ChunkError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
