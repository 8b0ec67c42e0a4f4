import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Database } from '../../../packages/rrd/src/mod.ts';
import { dumpedArchives, noRrdtool, Rrdtool } from './rrdtool.ts';

const START = 1_000_000_000;
type Update = readonly [seconds: number, value: number];

describe('A late update', { skip: noRrdtool }, () => {
  /** Rows of 5 s up to the second `last` after the same updates of a gauge, by rrdtool and by us. */
  const rows = async (
    updates: readonly Update[],
    last: number,
  ): Promise<[theirs: number[], ours: number[]]> => {
    const directory = mkdtempSync(join(tmpdir(), 'virtscope-rrd-'));
    try {
      await using rrdtool = new Rrdtool(directory);
      const count = last / 5;
      await rrdtool.ask(
        `create a.rrd --start ${START} --step 5 DS:a:GAUGE:1000:U:U RRA:AVERAGE:0.5:1:${count}`,
      );
      const texts = updates.map(([seconds, value]) => `${(START + seconds).toFixed(3)}:${value}`);
      await rrdtool.ask(`update a.rrd ${texts.join(' ')}`);
      const [archive] = dumpedArchives(await rrdtool.ask('dump a.rrd'));
      const db = new Database({
        stepMs: 5000,
        startMs: START * 1000,
        sources: [{ name: 'a', kind: 'GAUGE', heartbeatMs: 1_000_000, min: null, max: null }],
        archives: [{ cf: 'AVERAGE', pdpPerRow: 1, rows: count, xff: 0.5 }],
      });
      for (const [seconds, value] of updates) db.update((START + seconds) * 1000, Float64Array.of(value));
      const read = db.read(0, 0, START * 1000, (START + last) * 1000);
      return [archive!.columns[0]!.map(rounded), Array.from(read.values, rounded)];
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  // rrdtool's own microseconds are off by a few.
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;

  it('at whole seconds has the same rows', async () => {
    const [theirs, ours] = await rows([[5, 10], [7, 10], [22, 40], [25, 50]], 25); // prettier-ignore
    assert.deepEqual(ours, theirs);
  });

  it('between whole seconds has the rows that DIFFERENCES.md names', async () => {
    const [theirs, ours] = await rows([[5, 10], [7.3, 10], [22.3, 40], [25, 40]], 25); // prettier-ignore
    assert.deepEqual(theirs, [10, 20.6, 42.8, 42.8, 40]);
    assert.deepEqual(ours, [10, 26.2, 40, 40, 40]);
  });

  it('with less than a second up to the first boundary has one mean in rrdtool, as DIFFERENCES.md states', async () => {
    const [theirs, ours] = await rows([[1.7, 10], [4.2, 10], [13.7, 40], [15, 40]], 15); // prettier-ignore
    assert.deepEqual(theirs, [27.4, 27.4, 40]);
    assert.deepEqual(ours, [14.8, 40, 40]);
  });
});
