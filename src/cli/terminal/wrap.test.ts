import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { widthOf } from './cell.ts';
import { wrap } from './wrap.ts';

it('wrap() breaks at blanks, and in a word only where it is longer than a line', () => {
  assert.deepEqual(wrap('', 10), []);
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefgh ij', 3), ['abc', 'def', 'gh', 'ij']);
  assert.deepEqual(wrap('東京都', 4), ['東京', '都']);
  assert.deepEqual(wrap('東', 1), []);
});

it('wrap() loses nothing and no line is wider than asked', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
      const lines = wrap(text, width);
      assert.ok(lines.every((line) => widthOf(line) <= width));
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});
