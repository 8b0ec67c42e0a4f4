import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MODE, packCpio } from './cpio.ts';

test('packCpio starts every header and every body on a multiple of four', () => {
  const archive = packCpio([
    { path: 'bin', mode: MODE.directory },
    { path: 'bin/a', mode: MODE.program, data: Buffer.from('12345') },
    { path: 'bin/b', mode: MODE.link, data: Buffer.from('a') },
  ]);
  const seen: [string, string][] = [];
  let at = 0;
  for (let name = ''; name !== 'TRAILER!!!';) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701');
    const field = (n: number): number =>
      parseInt(archive.toString('latin1', at + 6 + 8 * n, at + 14 + 8 * n), 16);
    const [size, nameSize] = [field(6), field(11)];
    name = archive.toString('utf8', at + 110, at + 110 + nameSize - 1);
    const body = (at + 110 + nameSize + 3) & ~3;
    seen.push([name, archive.toString('utf8', body, body + size)]);
    at = (body + size + 3) & ~3;
  }
  assert.equal(at, archive.length);
  assert.deepEqual(seen, [
    ['bin', ''],
    ['bin/a', '12345'],
    ['bin/b', 'a'],
    ['TRAILER!!!', ''],
  ]);
});

test('packCpio gives the same bytes for the same entries', () => {
  const entries = [{ path: 'init', mode: MODE.program, data: Buffer.from('#!/bin/sh\n') }];
  assert.deepEqual(packCpio(entries), packCpio(entries));
});
