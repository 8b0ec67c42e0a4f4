import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { XportReadError } from '../../error.ts';
import { readXportXml } from '../xport/read-xport-xml.ts';
import { readXapiUpdates } from './read-updates.ts';
import { xapiUpdates } from './updates.ts';
import { checkDamaged, refusalOf } from '../../../test/reading.ts';

const dialect3 =
  '{"meta":{"start":"1700000000","step":"60","end":"1700000060","rows":"2","columns":"1",' +
  '"legend":["AVERAGE:vm:aaaaaaaa-0000-4000-8000-000000000001:cpu0"]},' +
  '"data":[{"t":"1700000060","values":["0.25"]},{"t":"1700000000","values":["NaN"]}]}';
const dialect1 =
  '{meta: {start:1700000000,step:60,end:1700000060,rows:2,columns:1,' +
  'legend:["AVERAGE:vm:aaaaaaaa-0000-4000-8000-000000000001:cpu0"]},' +
  'data:[{t:1700000060,values:[0.2500]},{t:1700000000,values:[NaN]}]}';

describe('readXapiUpdates', () => {
  it('reads its three dialects alike', () => {
    const want = readXapiUpdates(dialect3);
    assert.deepEqual(want, {
      startMs: 1_700_000_000_000,
      stepMs: 60_000,
      endMs: 1_700_000_060_000,
      legend: ['AVERAGE:vm:aaaaaaaa-0000-4000-8000-000000000001:cpu0'],
      timesMs: [1_700_000_060_000, 1_700_000_000_000],
      values: Float64Array.of(0.25, NaN),
    });
    assert.deepEqual(readXapiUpdates(dialect1), want);
    assert.deepEqual(readXapiUpdates(dialect3.replace(']},"data"', '],"data"').replace(/}$/, '}}')), want);
    assert.equal([...xapiUpdates(want)].join(''), dialect3);
  });

  it('takes infinite values, names in quotes and text that nothing escapes in the oldest dialect', () => {
    const text = dialect1
      .replace('0.2500', '-Infinity')
      .replace('NaN', 'Infinity')
      .replace(':cpu0', '{NaN:\\x, b:1}');
    const { legend, values } = readXapiUpdates(text);
    assert.deepEqual([...values], [-Infinity, Infinity]);
    assert.match(legend[0]!, /001\{NaN:\\x, b:1\}$/);
  });

  it('takes an answer without rows', () => {
    const text = dialect3.replace(/"data":.*/, '"data":[]}').replace('"1700000060"', '"1699999940"');
    const { timesMs, values, startMs, endMs } = readXapiUpdates(text);
    assert.deepEqual([timesMs.length, values.length, endMs < startMs], [0, 0, true]);
  });

  it('refuses what is none of them', () => {
    const f = refusalOf(dialect3, { read: readXapiUpdates, error: XportReadError, code: 'XPORT_INVALID' });
    f('{', '', /not JSON/);
    f('{', 'process.exit(1);{', /not JSON/);
    f('{', '['.repeat(500), /not JSON/);
    f('"meta"', '"__proto__"', /"meta" is missing/);
    f('"data"', '"rows"', /"data" is missing/);
    f('"60"', '"0"', /step is 0/);
    f('"60"', 'null', /null in "step" is not a number/);
    f('"60"', '"60s"', /not a number/);
    f('"1700000060","v', '"1e300","v', /not a time/);
    f('["0.25"]', '["0.25","1"]', /row 0 does not have 1 values/);
    f('["0.25"]', '[[1]]', /not a number/);
    f('["0.25"]', '{}', /"values" is not a list/);
    f('[{"t"', '[1,{"t"', /an item of "data" is not an object/);
    f('"legend":["', '"legend":[7,"', /an item of "legend" is not text/);
    f('}]}', `}]}${' '.repeat(1000)}`, /limit of 1000/, 'XPORT_TOO_LARGE');
  });

  it('throws nothing but its own error for damaged text', () => {
    checkDamaged({ read: readXapiUpdates, error: XportReadError }, dialect1, dialect3);
  });
});

const recorded = new URL('../../../../../../shared/data/third-party/xapi/', import.meta.url);
const notRecorded = existsSync(recorded) ? false : 'no answers of XAPI beside the repository';

describe("readXapiUpdates and XAPI's answers", { skip: notRecorded }, () => {
  const read = (name: string): string => readFileSync(new URL(name, recorded), 'utf8');

  it('reads what a host with the oldest dialect answered, as its XML', () => {
    const json = readXapiUpdates(read('datadog-citrix/rrd_updates.dialect1.json5.txt'));
    assert.deepEqual([json.stepMs, json.timesMs.length, json.legend.length], [5000, 6, 31]);
    assert.ok(json.values.every(Number.isFinite));
    const xml = readXportXml(read('datadog-citrix/rrd_updates.clean.xml'));
    assert.deepEqual([xml.stepMs, xml.timesMs.length, xml.legend.length], [5000, 4, 45]);
    assert.equal(xml.values.at(-1), 0.1112);
  });

  it('reads the same answer in every dialect alike', () => {
    const two = readXapiUpdates(read('derived/rrd_updates.dialect2.json'));
    const three = readXapiUpdates(read('derived/rrd_updates.dialect3.json'));
    assert.deepEqual([two.legend, two.timesMs], [three.legend, three.timesMs]);
    const special = readXportXml(read('derived/special.xml'));
    assert.deepEqual(readXapiUpdates(read('derived/special.dialect1.json5.txt')), special);
    assert.deepEqual(readXapiUpdates(read('derived/special.dialect3.json')), special);
    assert.equal(readXapiUpdates(read('derived/empty.dialect3.json')).timesMs.length, 0);
  });
});
