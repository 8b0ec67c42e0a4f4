import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { NameTable } from './name-table.ts';
import { LentWords, textWords, wordsText } from './words.ts';

const after = (table: NameTable, previous: number, name: string) => {
  const { words, length } = textWords(name);
  return table.idAfter(previous, words, 0, length);
};

describe('NameTable', () => {
  it('gives a name the same number however it comes', () => {
    const names = fc.array(fc.string({ maxLength: 30 }), { maxLength: 200 });
    fc.assert(
      fc.property(names, (list) => {
        const table = new NameTable();
        let previous = -1;
        for (const name of [...list, ...list]) {
          const id = after(table, previous, name);
          assert.equal(table.name(id), name);
          assert.equal(table.intern(name), id);
          previous = id;
        }
        assert.equal(table.size, new Set(list).size);
      }),
      { numRuns: 30 },
    );
  });

  it('grows over its first sizes', () => {
    const table = new NameTable();
    const names = Array.from({ length: 5000 }, (_, i) => `block.${i}.rd.bytes`);
    names.forEach((name, i) => assert.equal(table.intern(name), i));
    names.forEach((name, i) => assert.equal(after(table, i - 1, name), i));
    names.forEach((name, i) => assert.equal(after(table, i - 1, name), i));
  });

  it('refuses names over its limit and too long ones, and still knows the others', () => {
    const table = new NameTable(2);
    assert.deepEqual(
      ['a', 'b', 'c', 'a', 'x'.repeat(257)].map((name) => table.intern(name)),
      [0, 1, -1, 0, -1],
    );
    assert.equal(after(table, -1, 'c'), -1);
    assert.equal(after(table, -1, 'b'), 1);
    assert.throws(() => table.name(2), RangeError);
  });

  it('distinguishes names that differ in their last byte or their padding', () => {
    const table = new NameTable();
    assert.deepEqual(
      ['ab', 'ab\0', 'abc', 'abd', ''].map((name) => table.intern(name)),
      [0, 1, 2, 3, 4],
    );
  });
});

describe('LentWords', () => {
  it('shows the same words as textWords, also at an odd place in memory', () => {
    const text = 'größe';
    const { words, length } = textWords(text);
    const bytes = Buffer.concat([Buffer.from('-'), Buffer.from(text), Buffer.alloc(1)]).subarray(1);
    using outer = new LentWords(bytes);
    assert.deepEqual([...outer.words], [...words]);
    assert.equal(wordsText(outer.words, 0, length), text);
    using inner = new LentWords(Buffer.alloc(8, 255));
    assert.deepEqual([...inner.words], [-1, -1]);
    assert.deepEqual([...outer.words], [...words]);
  });

  it('are used again when they were released, also for longer bytes', () => {
    let first: ArrayBufferLike;
    {
      using lent = new LentWords(new Uint8Array(4));
      first = lent.words.buffer;
    }
    using again = new LentWords(new Uint8Array(8));
    assert.equal(again.words.buffer, first);
    using longer = new LentWords(new Uint8Array(100_000));
    assert.equal(longer.words.length, 25_000);
  });
});
