import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LockedError } from '../error.ts';
import { nodeFiles } from './files.ts';
import { takeLock } from './lock.ts';

describe('takeLock', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rrd-lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('refuses what a living process holds, and gives back', async () => {
    const give = await takeLock(nodeFiles, path);
    await assert.rejects(takeLock(nodeFiles, path), LockedError);
    await give();
    assert.deepEqual(await readdir(directory), []);
    await (
      await takeLock(nodeFiles, path)
    )();
  });

  const f = (what: string, content: string): void => {
    it(`takes over the lock of ${what}`, async () => {
      await writeFile(path, content);
      await (
        await takeLock(nodeFiles, path)
      )();
      assert.deepEqual(await readdir(directory), []);
    });
  };
  f('a process that is no more', '{"pid":4194399,"start":"1"}');
  f('an earlier process of the same id', `{"pid":${process.pid},"start":"1"}`);
  f('one that died while it wrote it', '{"pi');
});
