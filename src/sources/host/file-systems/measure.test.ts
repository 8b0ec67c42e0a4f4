import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { measure, parseSpace } from './measure.ts';

describe('measure()', () => {
  const noStat = process.platform !== 'linux' && 'needs the stat of Linux';
  it('agrees with statfs(2)', { skip: noStat }, async () => {
    const { bsize, blocks, files } = statfsSync('/');
    const space = await measure('/');
    assert.deepEqual([space?.totalBytes, space?.inodes], [blocks * bsize, files]);
    assert.ok(space && space.availableBytes <= space.freeBytes && space.freeBytes <= space.totalBytes);
  });

  it('is null for a path that is not there', async () => {
    assert.equal(await measure('/nowhere/at/all'), null);
  });
});

describe('parseSpace()', () => {
  it('multiplies blocks by their size', () => {
    assert.deepEqual(parseSpace('4096 100 50 40 10 5\n'), {
      totalBytes: 409_600,
      freeBytes: 204_800,
      availableBytes: 163_840,
      inodes: 10,
      freeInodes: 5,
    });
  });

  it('is null for what is no answer', () => {
    for (const text of ['', 'x', '1 2 3', '1 2 3 4 5 x', '1 2 3 4 5 -6'])
      assert.equal(parseSpace(text), null);
  });
});
