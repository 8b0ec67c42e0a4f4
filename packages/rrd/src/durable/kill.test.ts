import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { check } from '../../test/kill/checker.ts';
import { writeAndKill } from '../../test/kill/kill.ts';

it('openDurable finds every row that was taken, bit for bit in all lengths, after kill -9', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rrd-kill-'));
  try {
    let newestMs = 0;
    for (const afterMs of [0, 60, 150]) {
      newestMs = Math.max(newestMs, await writeAndKill(directory, afterMs, false));
    }
    assert.ok((await check(directory, newestMs)).cells > 0);
  } finally {
    await rm(directory, { recursive: true });
  }
});
