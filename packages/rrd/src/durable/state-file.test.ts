import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FormatError } from '../error.ts';
import { newIdentity } from './identity.ts';
import { decodeCheckpoint, encodeCheckpoint } from './state-file.ts';

const checkpoint = fc.record(
  {
    ids: fc.uint32Array(),
    consolidator: fc.uint8Array(),
    identity: fc.constant(newIdentity().id),
    openRow: fc.nat(),
    extents: fc.array(
      fc.record({ rowMs: fc.nat(), firstRow: fc.nat(), lastRow: fc.nat() }, { noNullPrototype: true }),
    ),
  },
  { noNullPrototype: true },
);

describe('decodeCheckpoint', () => {
  it('gives what encodeCheckpoint took', () => {
    fc.assert(
      fc.property(checkpoint, (given) => {
        assert.deepEqual(decodeCheckpoint(encodeCheckpoint(given), 'state'), given);
      }),
    );
  });

  it('refuses bytes of which one was changed, or that are cut off', () => {
    fc.assert(
      fc.property(checkpoint, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, change) => {
        const bytes = encodeCheckpoint(given);
        assert.throws(() => decodeCheckpoint(bytes.subarray(0, at % bytes.length), 'state'), FormatError);
        bytes[at % bytes.length]! ^= change;
        assert.throws(() => decodeCheckpoint(bytes, 'state'), FormatError);
      }),
    );
  });
});
