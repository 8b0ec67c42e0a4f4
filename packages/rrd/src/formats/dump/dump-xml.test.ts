import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Database } from '../../memory/database.ts';
import { dumpXml } from './dump-xml.ts';

it('dumpXml writes the chosen series with what is still open', () => {
  const each = { heartbeatMs: Infinity, min: null, max: null };
  const db = new Database({
    stepMs: 5000,
    startMs: 0,
    sources: [
      { ...each, name: 'left-out', kind: 'GAUGE' },
      { ...each, name: 'a<b>&c', kind: 'COUNTER', min: 0 },
    ],
    archives: [
      { cf: 'AVERAGE', pdpPerRow: 1, rows: 2, xff: 0.5 },
      { cf: 'MAX', pdpPerRow: 3, rows: 1, xff: 0.5 },
    ],
  });
  for (const [i, value] of [2 ** 53, 2 ** 53 + 100, NaN].entries()) {
    db.update(5000 * (i + 1), Float64Array.of(0, value));
  }
  db.update(21_500, Float64Array.of(0, 7));
  const text = [...dumpXml(db, [1])].join('').replaceAll('\n', '');
  assert.equal(
    text,
    '<?xml version="1.0" encoding="utf-8"?><rrd><version>0003</version><step>5</step><lastupdate>21</lastupdate>' +
      '<ds><name>a&lt;b&gt;&amp;c</name><type>COUNTER</type><minimal_heartbeat>2147483647</minimal_heartbeat>' +
      '<min>0</min><max>NaN</max><last_ds>7</last_ds><value>0</value><unknown_sec>1</unknown_sec></ds>' +
      '<rra><cf>AVERAGE</cf><pdp_per_row>1</pdp_per_row><params><xff>0.5</xff></params><cdp_prep><ds>' +
      '<primary_value>0.0</primary_value><secondary_value>0.0</secondary_value>' +
      '<value>0</value><unknown_datapoints>0</unknown_datapoints></ds></cdp_prep>' +
      '<database><row><v>NaN</v></row><row><v>NaN</v></row></database></rra>' +
      '<rra><cf>MAX</cf><pdp_per_row>3</pdp_per_row><params><xff>0.5</xff></params><cdp_prep><ds>' +
      '<primary_value>0.0</primary_value><secondary_value>0.0</secondary_value>' +
      '<value>-inf</value><unknown_datapoints>1</unknown_datapoints></ds></cdp_prep>' +
      '<database><row><v>NaN</v></row></database></rra></rrd>',
  );
});

it('dumpXml refuses a step that the format has no room for', () => {
  const db = new Database({ stepMs: 500, startMs: 0, sources: [], archives: [] });
  assert.throws(() => [...dumpXml(db)], { name: 'DumpError', code: 'STEP_NOT_SECONDS' });
});
