import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { importPerfmon } from '../../../src/alarms/mod.ts';
import { bookOf } from '../../../src/alarms/test-rules.ts';
import {
  configOf,
  consolidated,
  firstOfStretches,
  raisedOf,
  type Row,
} from '../../../src/alarms/perfmon/test-perfmon.ts';
import { dataSourceRules } from '../../../src/model/xapi/data-source-rules.ts';

const xapi = new URL('../../../../shared/data/third-party/xapi/', import.meta.url);
const skip = existsSync(xapi) ? false : 'no recordings of XAPI beside the repository';
const read = (name: string): string => readFileSync(new URL(name, xapi), 'utf8');

interface Updates {
  readonly meta: { readonly legend: readonly string[] };
  readonly data: readonly { readonly values: readonly string[] }[];
}

/** Rows of a class as XAPI answered them, the oldest first. */
function recorded(cls: 'vm' | 'host'): Row[] {
  const { meta, data } = JSON.parse(read('derived/rrd_updates.dialect3.json')) as Updates;
  const rows = data.map(({ values }) =>
    Object.fromEntries(
      meta.legend.flatMap((entry, i) => {
        const [, of, , name = ''] = entry.split(':');
        return of === cls ? [[name, Number(values[i])]] : [];
      }),
    ),
  );
  return rows.toReversed();
}

test('recorded rows of a host and a VM raise the alarms that perfmon sends first', { skip }, () => {
  let seen = 0;
  for (const cls of ['VM', 'host'] as const) {
    const rows = recorded(cls === 'VM' ? 'vm' : 'host');
    // Every data source with a metric, and those together that perfmon's defaults compare.
    const names = Object.keys(rows[0] ?? {}).filter((name) =>
      dataSourceRules.some(
        (rule) => rule.class === cls && new RegExp(`^${rule.name.replace('#', '[a-z0-9]+')}$`).test(name),
      ),
    );
    const together = ['cpu[0-9]+', ...(cls === 'host' ? ['pif_eth[0-9]+_[rt]x', 'pif_eth0_[rt]x'] : [])];
    for (const rrd_regex of [...names, ...together]) {
      const levels = new Set(rows.flatMap((row) => [row[rrd_regex] ?? row['pif_eth0_tx'] ?? 0.07]));
      for (const level of levels)
        for (const alarm_trigger_sense of ['high', 'low'])
          for (const alarm_trigger_period of [60, 120, 180]) {
            const xml = configOf({ name: 'a', rrd_regex, alarm_trigger_level: level, alarm_trigger_sense, alarm_trigger_period, alarm_auto_inhibit_period: 0 }); // prettier-ignore
            const want = firstOfStretches(xml, cls, rows);
            seen += want.length;
            assert.deepEqual(raisedOf(xml, cls, rows), want, xml);
          }
    }
  }
  assert.ok(seen > 100, `${seen} messages`);
});

test('the configurations of the interface of perfmon load, or say why not', { skip }, () => {
  const lines = read('perfmon/configs.xml.txt').trim().split('\n');
  const classes = ['VM', 'SR', 'host', 'VM', 'VM'] as const;
  const counts = lines.map((xml, i) => {
    const made = importPerfmon(xml, {
      file: `${i}.xml`,
      class: classes[i] ?? 'VM',
      prefix: 'perfmon',
      select: '',
    });
    assert.equal(bookOf(made.text).rules.length, made.count);
    return [made.count, made.leftOut.length];
  });
  assert.deepEqual(counts, [[1, 0], [0, 1], [0, 1], [1, 0], [3, 0]]); // prettier-ignore
});

test('values are consolidated as perfmon tests it', { skip }, () => {
  const { cases } = JSON.parse(read('perfmon/vectors.json')) as {
    cases: { fn: string; in: number[]; out: number }[];
  };
  const averages = cases.filter(({ fn }) => fn.includes('average'));
  assert.equal(averages.length, 4);
  for (const { in: values, out } of averages)
    assert.ok(Math.abs(consolidated('average', values) - out) < 1e-12, values.join());
});
