import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DumpReadError } from '../../error.ts';
import { readDumpXml } from '../dump/read-dump-xml.ts';
import { readXapiDump } from './read-dump.ts';
import { checkDamaged, refusalOf } from '../../../test/reading.ts';

const ds =
  '{"name":"memory","type":"GAUGE","minimal_heartbeat":"300.0000","min":"0.0","max":"Infinity",' +
  '"last_ds":"1048576","value":"NaN","unknown_sec":"2"}';
const small =
  `{"version":"0003","step":"5","lastupdate":"1627907537.3586","ds":[${ds}],"rra":[{"cf":"AVERAGE",` +
  '"pdp_per_row":"12","params":{"xff":"0.5"},"cdp_prep":{"ds":[{"primary_value":"0.0","secondary_value":"0.0",' +
  '"value":"3.5","unknown_datapoints":"1"}]},"database":[["NaN"],["1048576"]]}]}';

describe('readXapiDump', () => {
  it('reads sources, open rows and rows as readDumpXml does', () => {
    const xml =
      '<rrd><version>0003</version><step>5</step><lastupdate>1627907537.3586</lastupdate><ds><name>memory</name>' +
      '<type>GAUGE</type><minimal_heartbeat>300.0000</minimal_heartbeat><min>0.0</min><max>Infinity</max>' +
      '<last_ds>1048576</last_ds><value>NaN</value><unknown_sec>2</unknown_sec></ds><rra><cf>AVERAGE</cf>' +
      '<pdp_per_row>12</pdp_per_row><params><xff>0.5</xff></params><cdp_prep><ds><primary_value>0.0</primary_value>' +
      '<secondary_value>0.0</secondary_value><value>3.5</value><unknown_datapoints>1</unknown_datapoints></ds>' +
      '</cdp_prep><database><row><v>NaN</v></row><row><v>1048576</v></row></database></rra></rrd>';
    const dump = readXapiDump(small);
    assert.deepEqual(dump, readDumpXml(xml));
    assert.deepEqual([dump.lastMs, dump.archives[0]!.newestMs], [1_627_907_537_359, 1_627_907_520_000]);
  });

  it('knows the misspelt heartbeat and the literal that is not JSON', () => {
    const want = readXapiDump(small);
    assert.deepEqual(readXapiDump(small.replace('minimal_heartbeat', 'minimal_hearbeat')), want);
    assert.deepEqual(readXapiDump(small.replaceAll(/"(\w+)":/g, '$1: ').replaceAll('"NaN"', 'NaN')), want);
  });

  it('refuses what is not such a dump', () => {
    const f = refusalOf(small, { read: readXapiDump, error: DumpReadError, code: 'DUMP_INVALID' });
    f('{', '<', /not JSON/);
    f('"0003"', '"0004"', /version/);
    f('"5"', '"0"', /integer/);
    f('GAUGE', 'COMPUTE', /none of GAUGE/);
    f('"AVERAGE"', 'null', /neither text nor number/);
    f(`[${ds}]`, '[]', /1 sources are prepared instead of 0/);
    f('["1048576"]', '[]', /row 1 does not have 1 values/);
    f('["1048576"]', '7', /item of "database" is not a list/);
    f('[["NaN"],["1048576"]]', '[]', /rows are not a positive integer/);
    f('"300.0000"', '"0"', /heartbeat/);
    f('}]}', `}]}${' '.repeat(1000)}`, /limit of 1000/, 'DUMP_TOO_LARGE');
  });

  it('throws nothing but its own error for damaged text', () => {
    checkDamaged({ read: readXapiDump, error: DumpReadError }, small);
  });
});

const recorded = new URL('../../../../../../shared/data/third-party/xapi/datadog-citrix/', import.meta.url);
const notRecorded = existsSync(recorded) ? false : 'no answers of XAPI beside the repository';

describe("readXapiDump and XAPI's answers", { skip: notRecorded }, () => {
  it('reads the head of a dump of a host', () => {
    const head = readFileSync(new URL('host_rrd.head.json', recorded), 'utf8');
    const { sources } = readXapiDump(head.trim().replace(/}$/, ',"rra":[]}'));
    const { name, heartbeatMs, min, max } = sources[0]!;
    assert.deepEqual([name, heartbeatMs, min, max], ['memory_reclaimed_max', 300_000, null, null]);
  });
});
