import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { lineEnd, numberCells, textCell, timeCell } from './csv.ts';

test('textCell() writes what a spreadsheet shows and never what it evaluates', () => {
  const f = (text: string, want: string): void => assert.equal(textCell(text), want);
  f('', '');
  f('web-7 disk.vda.read.bytes', 'web-7 disk.vda.read.bytes');
  f('a,b', '"a,b"');
  f('a;=1+1', '"a;=1+1"');
  f('two\nlines', '"two\nlines"');
  f('"', '""""');
  f('Müller', '"Müller"');
  f('=1+1', `"'=1+1"`);
  f('+1', `"'+1"`);
  f('-1', `"'-1"`);
  f('@SUM(A1)', `"'@SUM(A1)"`);
  f('\t=1', `"'\t=1"`);
  f('\r\n=1', `"'\r\n=1"`);
  f('＝1', `"'＝1"`);
  f('=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`);
});

test('textCell() is one cell of one record, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const [first, second, ...more] = parse(`${textCell(a)},${textCell(b)}${lineEnd}`);
      assert.deepEqual(more, []);
      assert.equal(first?.replace(/^'(?=\s*[=+\-@＝＋－＠])/, ''), a);
      assert.equal(second?.replace(/^'(?=\s*[=+\-@＝＋－＠])/, ''), b);
      assert.doesNotMatch(first ?? '', /^\s*[=+\-@]/);
    }),
  );
});

test('numberCells() are exact, and empty for what is unknown', () => {
  const f = (values: number[], want: string): void => assert.equal(numberCells(values), want);
  f([], '');
  f([0.1 + 0.2], '0.30000000000000004');
  f([-0.5, 1e21, 5e-324], '-0.5,1e+21,5e-324');
  f([Number.NaN, 1, Infinity], ',1,');
  f([Number.NaN, Number.NaN], ',');
});

test('timeCell() is ISO 8601 in UTC', () => {
  assert.equal(timeCell(1_795_212_780_000), '2026-11-20T22:13:00Z');
  assert.equal(timeCell(1_795_212_780_500), '2026-11-20T22:13:00.500Z');
});

/** Cells of the only record of a text, as RFC 4180 reads them. */
function parse(text: string): string[] {
  const cells = Array.from(text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n$)/g));
  assert.equal(cells.reduce((length, [whole]) => length + whole.length, 0), text.length); // prettier-ignore
  return cells.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}
