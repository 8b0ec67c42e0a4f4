import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { cell, widthOf } from './cell.ts';

it('cell() cuts, fills and aligns by the columns of a terminal', () => {
  const f = (text: string, width: number, want: string, align?: 'right'): void =>
    assert.equal(cell(text, width, align), want);
  f('web', 5, 'web  ');
  f('web', 5, '  web', 'right');
  f('webserver', 5, 'webs…');
  f('web', 3, 'web');
  f('東京', 5, '東京 ');
  f('東京都', 5, '東京…');
  f('東京都', 4, '東… ');
  f('👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…');
  f('a\u001B[31mb', 9, 'a\uFFFD[31mb  ');
  f('x', 0, '');
  f('xy', 1, '…');
});

it('cell() is exactly as wide as asked, whatever the text', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(fc.property(text, fc.nat(30), (of, width) => widthOf(cell(of, width)) === width));
});
