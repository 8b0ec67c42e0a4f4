import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readXportXml, xportXml } from '../../../packages/rrd/src/mod.ts';
import { noRrdtool, Rrdtool } from './rrdtool.ts';

describe('readXportXml', { skip: noRrdtool }, () => {
  it('reads what rrdtool xport wrote, and xportXml writes the same lines', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'virtscope-rrd-'));
    try {
      await using rrdtool = new Rrdtool(directory);
      await rrdtool.ask('create x.rrd --start 1700000000 --step 5 DS:a:GAUGE:60:U:U RRA:AVERAGE:0.5:1:10');
      await rrdtool.ask('update x.rrd 1700000005:0.25 1700000010:1e300');
      const ask = (option: string): Promise<string> =>
        rrdtool.ask(
          `xport ${option} --start 1700000000 --end 1700000015 --step 5 DEF:x=x.rrd:a:AVERAGE ` +
            'CDEF:i=x,INF,+ XPORT:x:"a&<b>" XPORT:i',
        );
      const timed = await ask('--showtime');
      const xport = readXportXml(timed);
      assert.deepEqual(xport, {
        startMs: 1_700_000_005_000,
        stepMs: 5000,
        endMs: 1_700_000_015_000,
        legend: ['a&<b>', ''],
        timesMs: [1_700_000_005_000, 1_700_000_010_000, 1_700_000_015_000],
        values: Float64Array.of(0.25, Infinity, 1e300, Infinity, NaN, NaN),
      });
      assert.deepEqual(readXportXml(await ask('')), xport);
      assert.deepEqual(readXportXml(await ask('--showtime --enumds')), xport);

      const lines = (text: string): string[] => text.split('\n').slice(1);
      const plain = timed
        .replace('a&<b>', 'a&amp;&lt;b&gt;')
        .replaceAll(/<v>(\d[^<]*)/g, (_, number: string) => `<v>${Number(number)}`);
      assert.deepEqual(lines([...xportXml(xport, 'rrdtool')].join('')), lines(plain));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
