import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '../../model/error.ts';
import { Consolidation } from '../../store/mod.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const parts = {
  end: fc.integer({ min: 0, max: 1e14 }),
  stepMs: fc.integer({ min: 1, max: 1e12 }),
  cfs: fc.shuffledSubarray(Object.values(Consolidation), { minLength: 1 }),
};
const cursors = fc.record(parts, { noNullPrototype: true });

test('decodeCursor() gives what encodeCursor() was given, on the same address', () => {
  fc.assert(
    fc.property(cursors, fc.string(), (cursor, address) => {
      const text = encodeCursor(cursor, address);
      assert.match(text, /^[\da-z-]+$/);
      assert.deepEqual(decodeCursor(text, address), cursor);
    }),
  );
});

test('decodeCursor() refuses whatever encodeCursor() does not write', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.throws(() => decodeCursor(text, '/a'), refusal);
    }),
  );
  fc.assert(
    fc.property(cursors, fc.nat(), fc.constantFrom('0', '9', 'a', 'z', '-', '_'), (cursor, at, letter) => {
      const text = encodeCursor(cursor, '/a');
      const place = at % text.length;
      const other = text.slice(0, place) + letter + text.slice(place + 1);
      try {
        // Another cursor of the address is one too.
        assert.equal(encodeCursor(decodeCursor(other, '/a'), '/a'), other);
      } catch (error) {
        assert.ok(refusal(error), String(error));
      }
    }),
  );
});

function refusal(error: unknown): boolean {
  return error instanceof InputError && error.code === 'CURSOR_INVALID';
}
