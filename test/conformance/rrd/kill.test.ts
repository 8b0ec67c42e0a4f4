import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Kill } from '../../../packages/rrd/test/kill/kill.ts';
import { CALLS } from '../../../packages/rrd/test/kill/killing-files.ts';
import { killAndCheck } from '../../../packages/rrd/test/kill/loop.ts';

it('openStorage finds every row that was taken, bit for bit in all lengths, after kill -9 in any call', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-kill-'));
  try {
    const inCalls = CALLS.map((call, i): Kill => {
      return { afterMs: 10_000, call: { call, after: 3, part: [0, 0.5, 1][i % 3]! }, sync: false };
    });
    const anyMoment = [0, 60, 150, 300].map((afterMs): Kill => ({ afterMs, call: null, sync: true }));
    const outcome = await killAndCheck(directory, [...inCalls, ...anyMoment]);
    for (const call of CALLS) assert.equal(outcome.where.get(call), 1, `no writer died in ${call}`);
    assert.ok(outcome.cells > 0);
  } finally {
    await rm(directory, { recursive: true });
  }
});
