import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { CONSOLIDATIONS } from '../../archive.ts';
import { Database } from '../../memory/database.ts';
import { dumpXml } from './dump-xml.ts';
import { DumpReadError } from '../../error.ts';
import { readDumpXml } from './read-dump-xml.ts';
import type { Source } from '../../memory/source.ts';
import { checkDamaged } from '../../../test/reading.ts';

const sources: readonly Source[] = [
  { name: 'a<b>&"c', kind: 'GAUGE', heartbeatMs: 300_000, min: null, max: 1.5e300 },
  { name: 'net', kind: 'DERIVE', heartbeatMs: 20_000, min: 0, max: null },
];

function database(samples: readonly number[]): Database {
  const archives = CONSOLIDATIONS.map((cf, i) => ({ cf, pdpPerRow: 1 + i, rows: 4, xff: i / 4 }));
  const db = new Database({ stepMs: 5000, startMs: 2000, sources, archives });
  for (const [i, sample] of samples.entries())
    db.update(2000 + 3000 * (i + 1), Float64Array.of(sample, i * i));
  return db;
}

const small = [...dumpXml(database([1, 2.5, NaN, -7, 8, 9]))].join('');

describe('readDumpXml', () => {
  it('reads what dumpXml wrote, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ max: 1e300 }), { maxLength: 30 }), (samples) => {
        const db = database(samples);
        const dump = readDumpXml([...dumpXml(db)].join(''));
        assert.deepEqual([dump.stepMs, dump.lastMs], [db.stepMs, db.lastMs]);
        for (const [series, { last, sum, unknownMs, ...source }] of dump.sources.entries()) {
          assert.deepEqual(source, sources[series]);
          const open = db.openPoint(series);
          assert.deepEqual([Number(last ?? NaN), sum, unknownMs], [open.last, open.sum, open.unknownMs]);
        }
        for (const [index, { open, newestMs, values, ...archive }] of dump.archives.entries()) {
          assert.deepEqual(archive, db.archives[index]);
          assert.equal(newestMs, db.newestMs(index));
          for (const series of sources.keys()) {
            assert.deepEqual(open[series], db.openRow(index, series));
            const rows = db.read(index, series, newestMs - 4 * db.rowMs(index), newestMs).values;
            const column = values.filter((_, i) => i % sources.length === series);
            assert.deepEqual([...column], [...rows]);
          }
        }
      }),
    );
  });

  it('passes declaration, document type and comments, and knows every spelling of a number', () => {
    const text = small
      .replace(
        '?>\n',
        '?>\n<!DOCTYPE rrd SYSTEM "https://oss.oetiker.ch/rrdtool/rrdtool.dtd">\n<!-- a --> <!-- b -->',
      )
      .replaceAll('<row>', '<!-- 1970-01-01 / 5 --> <row>')
      .replace('<max>NaN</max>', '<max> Infinity </max>')
      .replaceAll('<v>NaN</v>', '<v>-nan</v>');
    assert.deepEqual(readDumpXml(text), readDumpXml(small));
  });

  it('refuses what is not such a dump', () => {
    const f = (text: string, want: RegExp, code: DumpReadError['code'] = 'DUMP_INVALID'): void =>
      assert.throws(
        () => readDumpXml(text, 10_000),
        (error) => {
          assert.ok(error instanceof DumpReadError);
          assert.equal(error.code, code);
          assert.match(error.message, want);
          return true;
        },
      );
    const with_ = (from: string | RegExp, to: string): string => {
      assert.ok(small.search(from) >= 0, String(from));
      return small.replace(from, to);
    };
    f('', /<rrd> is missing/);
    f('{"step": 5}', /<rrd> is missing/);
    f(small.padEnd(10_001), /10001 characters/, 'DUMP_TOO_LARGE');
    f(`${small}<rrd>`, /more after its end/);
    f(small.slice(0, -7), /<\/rrd> is missing/);
    f(with_('0003', '0004'), /version/);
    f(with_('<step>5', '<step>0'), /integer/);
    f(with_('<step>5', '<step>0x5'), /not a number/);
    f(with_('GAUGE', 'COMPUTE'), /none of GAUGE/);
    f(with_('AVERAGE', 'HWPREDICT'), /none of AVERAGE/);
    f(with_('<min>NaN', '<min>2e300'), /min is not below max/);
    f(with_('<xff>0.25', '<xff>2'), /xff/);
    f(with_('&lt;', '&lol;'), /entity "lol"/);
    f(with_('&lt;', '& '), /entity ""/);
    f(with_('<rrd>', '<!DOCTYPE rrd [<!ENTITY a "b">]><rrd>'), /<rrd> is missing/);
    f(with_('<rrd>', '<!-- <rrd>'), /comment has no end/);
    f(with_('<rrd>', '<rrd a="b">'), /<rrd> is missing/);
    f(with_(/<v>[^<]*<\/v>/, ''), /row 0 does not have 2 values/);
    f(with_('</v></row>', '</v><v>1</v></row>'), /row 0 does not have 2 values/);
    f(with_(/<cdp_prep>[^]*?<\/cdp_prep>/, '<cdp_prep></cdp_prep>'), /0 sources are prepared/);
    f(with_(/<row>[^]*?<\/database>/, '</database>'), /rows are not a positive integer/);
    f(with_('<unknown_sec>0', '<unknown_sec>-1'), /unknown time/);
  });

  it('throws nothing but its own error for damaged text', () => {
    checkDamaged({ read: readDumpXml, error: DumpReadError }, small);
  });
});
