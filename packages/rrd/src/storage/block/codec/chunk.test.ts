import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ChunkError } from '../../../error.ts';
import { decodeChunk, decodeColumn, encodeChunk } from './chunk.ts';

const bits = (values: Float64Array): BigUint64Array => new BigUint64Array(values.slice().buffer);

const SPECIAL = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  Number.MIN_VALUE,
  -Number.MAX_VALUE,
  2 ** 53,
  -(2 ** 51),
  0.1,
];

/** One series of rows, of one of the sorts that machines give. */
const series = (rows: number): fc.Arbitrary<number[]> => {
  const many = (each: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
    fc.array(each, { minLength: rows, maxLength: rows });
  const number = fc.oneof(
    fc.constantFrom(...SPECIAL),
    fc.double(),
    fc.maxSafeInteger(),
    fc.integer({ min: -1000, max: 1000 }),
    fc.tuple(fc.maxSafeInteger(), fc.constantFrom(5, 10, 1e3, 5e9, 12, 720)).map(([n, by]) => n / by),
  );
  const sorts = fc.oneof(
    number.map((n) => Array.from({ length: rows }, () => n)),
    many(fc.integer({ min: 0, max: 70_000 })),
    many(fc.integer({ min: 0, max: 70_000 }).map((n) => n / 5)),
    many(fc.maxSafeNat().map((n) => n / 5e9)),
    many(fc.double()),
    many(number),
    many(fc.constantFrom(...SPECIAL)),
  );
  const gaps = fc.tuple(fc.nat({ max: rows }), fc.nat({ max: rows }));
  return fc.tuple(sorts, fc.option(gaps)).map(([values, gap]) => {
    if (gap !== null) values.fill(NaN, Math.min(...gap), Math.max(...gap));
    return values;
  });
};

const chunk = fc
  .tuple(fc.nat({ max: 6 }), fc.nat({ max: 40 }))
  .chain(([columns, rows]) =>
    fc.tuple(
      fc.array(series(rows), { minLength: columns, maxLength: columns }),
      fc.constant(columns),
      fc.constant(rows),
    ),
  )
  .map(([all, columns, rows]) => ({ values: Float64Array.from(all.flat()), columns, rows }));

test('decodeChunk() gives back every bit that encodeChunk() was given', () => {
  fc.assert(
    fc.property(chunk, ({ values, columns, rows }) => {
      const bytes = encodeChunk(values, columns, rows);
      assert.deepEqual(bits(decodeChunk(bytes, columns, rows)), bits(values));
    }),
    { numRuns: 300 },
  );
});

test('decodeColumn() gives the same as decodeChunk() for each column, and fills the array it is lent', () => {
  fc.assert(
    fc.property(chunk, ({ values, columns, rows }) => {
      const bytes = encodeChunk(values, columns, rows);
      const into = new Float64Array(rows + 1).fill(7);
      for (let column = 0; column < columns; column += 1) {
        assert.equal(decodeColumn(bytes, columns, rows, column, into), into);
        assert.deepEqual(bits(into.slice(0, rows)), bits(values.slice(column * rows, (column + 1) * rows)));
        assert.equal(into[rows], 7);
      }
    }),
  );
});

test('encodeChunk() makes every NaN the one of JavaScript', () => {
  const values = new Float64Array(
    new BigUint64Array([0xfff0_0000_0000_0001n, 0x7ff8_0000_0000_1234n]).buffer,
  );
  const decoded = decodeChunk(encodeChunk(values, 1, 2), 1, 2);
  assert.deepEqual([...bits(decoded)], [0x7ff8_0000_0000_0000n, 0x7ff8_0000_0000_0000n]);
});

test('encodeChunk() refuses another number of values than columns of rows have', () => {
  assert.throws(() => encodeChunk(new Float64Array(5), 2, 3), RangeError);
});

test('decodeChunk() and decodeColumn() refuse an array that is too short and a column that is not there', () => {
  const bytes = encodeChunk(new Float64Array(6), 2, 3);
  assert.throws(() => decodeChunk(bytes, 2, 3, new Float64Array(5)), RangeError);
  assert.throws(() => decodeColumn(bytes, 2, 3, 0, new Float64Array(2)), RangeError);
  assert.throws(() => decodeColumn(bytes, 2, 3, 2), RangeError);
});

test('decodeChunk() refuses every truncated chunk and one with bytes added', () => {
  fc.assert(
    fc.property(chunk, ({ values, columns, rows }) => {
      const bytes = encodeChunk(values, columns, rows);
      for (let length = 0; length < bytes.length; length += 1) {
        assert.throws(() => decodeChunk(bytes.subarray(0, length), columns, rows), ChunkError);
      }
      assert.throws(() => decodeChunk(Uint8Array.of(...bytes, 0), columns, rows), ChunkError);
    }),
    { numRuns: 10 },
  );
});

test('decodeChunk() and decodeColumn() of damaged bytes throw ChunkError or give the right number of values', () => {
  fc.assert(
    fc.property(
      chunk,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1 }),
      (given, flips) => {
        const { values, columns, rows } = given;
        const bytes = encodeChunk(values, columns, rows);
        for (const [at, by] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ by;
        try {
          assert.equal(decodeChunk(bytes, columns, rows).length, columns * rows);
          for (let column = 0; column < columns; column += 1) decodeColumn(bytes, columns, rows, column);
        } catch (error) {
          if (!(error instanceof ChunkError)) throw error;
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('encodeChunk() makes columns that say little small', () => {
  const f = (what: (column: number, row: number) => number, most: number): void => {
    const values = Float64Array.from({ length: 64 * 120 }, (_, i) => what(Math.floor(i / 120), i % 120));
    const { length } = encodeChunk(values, 64, 120);
    assert.ok(length <= most, `${length} bytes, ${most} allowed`);
  };
  f(() => NaN, 40);
  f(() => 0, 40);
  f((column) => column, 200);
  f((column) => column / 10, 200);
  f((_, row) => (row < 60 ? NaN : 1), 60);
  f((column, row) => (row === 50 ? NaN : column), 220);
  f(() => Math.PI, 60);
});
