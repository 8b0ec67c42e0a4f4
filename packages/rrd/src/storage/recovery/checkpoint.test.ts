import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FormatError } from '../../error.ts';
import { newIdentity } from '../identity.ts';
import { atOnce } from '../../steps.ts';
import { decodeCheckpoint, encodeCheckpoint, savedState, type Checkpoint } from './checkpoint.ts';

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

function encoded(given: Checkpoint): Uint8Array {
  const consolidator = savedState(given.consolidator);
  return atOnce(encodeCheckpoint({ ...given, consolidator }));
}

function decoded(bytes: Uint8Array): Checkpoint {
  return atOnce(decodeCheckpoint(bytes, 'state'));
}

describe('decodeCheckpoint', () => {
  it('gives what encodeCheckpoint took', () => {
    fc.assert(
      fc.property(checkpoint, (given) => {
        assert.deepEqual(decoded(encoded(given)), given);
      }),
    );
  });

  it('refuses bytes of which one was changed, or that are cut off', () => {
    fc.assert(
      fc.property(checkpoint, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, change) => {
        const bytes = encoded(given);
        assert.throws(() => decoded(bytes.subarray(0, at % bytes.length)), FormatError);
        bytes[at % bytes.length]! ^= change;
        assert.throws(() => decoded(bytes), FormatError);
      }),
    );
  });
});
