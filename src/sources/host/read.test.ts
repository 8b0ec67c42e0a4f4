import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ProcFile, readNames, readText } from './read.ts';

/** A file with this text, read. */
function opened(text: string): ProcFile {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-read-'));
  const path = join(directory, 'file');
  writeFileSync(path, text, 'latin1');
  const file = new ProcFile(path);
  file.read();
  rmSync(directory, { recursive: true });
  return file;
}

test('ProcFile.number reads what /proc writes', () => {
  const f = (text: string, want: number): void => {
    const file = opened(text);
    file.line();
    assert.equal(file.number(), want, JSON.stringify(text));
  };
  f('0', 0);
  f(' \t: 42 7', 42);
  f('-3', -3);
  f('0.61 9', 0.61);
  f('-12.5', -12.5);
  f('18446744073709551615', 2 ** 64);
  f('x', NaN);
  f('-', NaN);
  f('\n5', NaN);
  f('', NaN);
});

test('ProcFile: every line, word and number comes back, whatever the size of the file', () => {
  const cells = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,20}$/), fc.maxSafeNat()), { maxLength: 500 });
  fc.assert(
    fc.property(cells, (rows) => {
      const file = opened(rows.map(([word, number]) => `  ${word}: ${number}\n`).join(''));
      const found: [string, number][] = [];
      while (file.line()) found.push([file.word(), file.number()]);
      assert.deepEqual(found, rows);
    }),
    { numRuns: 20 },
  );
});

test('ProcFile.find goes behind a mark, wherever it is, and skipTo only forward', () => {
  const file = opened('a 1\nb 2\nc 3');
  const at = (mark: string, find: (mark: Buffer) => boolean): number =>
    find(Buffer.from(mark)) ? file.number() : NaN;
  assert.equal(
    at('\nb ', (mark) => file.find(mark)),
    2,
  );
  assert.equal(
    at('\na ', (mark) => file.find(mark)),
    1,
  );
  assert.equal(
    at('c', (mark) => file.skipTo(mark)),
    3,
  );
  assert.equal(
    at('a', (mark) => file.skipTo(mark)),
    NaN,
  );
});

test('ProcFile does not see what a longer file left behind', () => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-read-'));
  const path = join(directory, 'file');
  const file = new ProcFile(path);
  writeFileSync(path, 'one 1\ntwo 2\n');
  assert.equal(file.read(), true);
  writeFileSync(path, 'one 1\n');
  file.read();
  assert.equal(file.find(Buffer.from('\ntwo')), false);
  file.find(Buffer.from('one'));
  assert.equal(file.number(), 1);
  assert.equal(file.line(), false);
  rmSync(directory, { recursive: true });
  assert.equal(file.read(), false);
  assert.equal(file.find(Buffer.from('\none')), false);
});

test('readText and readNames know nothing of what is not there', () => {
  assert.equal(readText('/nowhere/x'), null);
  assert.deepEqual(readNames('/nowhere'), []);
});
