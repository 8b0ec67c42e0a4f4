import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { XportReadError } from '../../error.ts';
import { readXportXml } from './read-xport-xml.ts';
import type { Xport } from './xport.ts';
import { xportXml } from './xport-xml.ts';
import { readXapiUpdates } from '../xapi/read-updates.ts';
import { xapiUpdates } from '../xapi/updates.ts';
import { checkDamaged, refusalOf } from '../../../test/reading.ts';

const cell = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308),
);
const xports: fc.Arbitrary<Xport> = fc
  .record({
    startS: fc.integer({ min: 0, max: 2 ** 33 }),
    stepS: fc.integer({ min: 1, max: 86_400 }),
    legend: fc.array(
      fc.string().map((text) => text.replaceAll('\r', '')),
      { maxLength: 5 },
    ),
    rows: fc.nat(6),
    newestFirst: fc.boolean(),
  })
  .chain(({ startS, stepS, legend, rows, newestFirst }) => {
    const oldestFirst = Array.from({ length: rows }, (_, row) => (startS + row * stepS) * 1000);
    const timesMs = newestFirst ? oldestFirst.reverse() : oldestFirst;
    const length = rows * legend.length;
    return fc.array(cell, { minLength: length, maxLength: length }).map((values) => ({
      startMs: startS * 1000,
      stepMs: stepS * 1000,
      endMs: (startS + rows * stepS) * 1000,
      legend,
      timesMs,
      values: Float64Array.from(values),
    }));
  });

const special: Xport = {
  startMs: 1_700_000_000_000,
  stepMs: 60_000,
  endMs: 1_700_000_060_000,
  legend: ['AVERAGE:vm:a&<b>:cpu0', 'MIN:host:c:statefile/x/latency'],
  timesMs: [1_700_000_060_000, 1_700_000_000_000],
  values: Float64Array.of(0.25, Infinity, NaN, 0),
};

describe('xportXml', () => {
  it('writes in both forms what readXportXml reads, and xapiUpdates what readXapiUpdates reads, bit for bit', () => {
    fc.assert(
      fc.property(xports, (xport) => {
        for (const form of ['rrdtool', 'xapi'] as const)
          assert.deepEqual(readXportXml([...xportXml(xport, form)].join('')), xport);
        assert.deepEqual(readXapiUpdates([...xapiUpdates(xport)].join('')), xport);
      }),
    );
  });

  it("writes XAPI's form in its order and spelling", () => {
    assert.equal(
      [...xportXml(special, 'xapi')].join(''),
      '<?xml version="1.0" encoding="UTF-8"?>\n<xport><meta><start>1700000000</start><step>60</step>' +
        '<end>1700000060</end><rows>2</rows><columns>2</columns><legend><entry>AVERAGE:vm:a&amp;&lt;b&gt;:cpu0</entry>' +
        '<entry>MIN:host:c:statefile/x/latency</entry></legend></meta><data>' +
        '<row><t>1700000060</t><v>0.25</v><v>Infinity</v></row><row><t>1700000000</t><v>NaN</v><v>0.0</v></row>' +
        '</data></xport>',
    );
  });

  it("writes rrdtool's form in its lines", () => {
    assert.deepEqual([...xportXml(special, 'rrdtool')].join('').split('\n').slice(2, 10), [
      '<xport>',
      '  <meta>',
      '    <start>1700000000</start>',
      '    <end>1700000060</end>',
      '    <step>60</step>',
      '    <rows>2</rows>',
      '    <columns>2</columns>',
      '    <legend>',
    ]);
    assert.match(
      [...xportXml(special, 'rrdtool')].join(''),
      /\n {4}<row><t>1700000060<\/t><v>0.25<\/v><v>inf<\/v><\/row>\n/,
    );
  });
});

describe('readXportXml', () => {
  const small = [...xportXml(special, 'xapi')].join('');

  it('gives rows without times those that follow from the start', () => {
    const text = small.replaceAll(/<t>\d+<\/t>/g, '');
    assert.deepEqual(readXportXml(text).timesMs, special.timesMs.toReversed());
  });

  it('takes a legend that is not escaped', () => {
    const text = small.replace('a&amp;&lt;b&gt;', 'a&<b> &lol; "&amp;lt;');
    assert.equal(readXportXml(text).legend[0], 'AVERAGE:vm:a&<b> &lol; "&lt;:cpu0');
  });

  it('refuses what is no xport', () => {
    const f = refusalOf(small, { read: readXportXml, error: XportReadError, code: 'XPORT_INVALID' });
    f('<xport>', '', /<xport> is missing/);
    f('<step>60', '<step>0', /step is 0/);
    f('<start>1700000000</start>', '', /<start> is missing/);
    f('<t>1700000060', '<t>-60', /not a time/);
    f('<t>1700000060', '<t>1.5', /not a time/);
    f('<v>0.25', '<v>0x1', /not a number/);
    f('<v>0.25</v>', '', /<v> is missing/);
    f('<v>0.25</v>', '<v>1</v><v>2</v>', /<\/row> is missing/);
    f('</entry><entry>', '', /<\/row> is missing/);
    f('</xport>', '</xport>!', /more after its end/);
    f('</xport>', ' '.repeat(1000), /limit of 1000/, 'XPORT_TOO_LARGE');
  });

  it('throws nothing but its own error for damaged text', () => {
    checkDamaged({ read: readXportXml, error: XportReadError }, small);
  });
});
