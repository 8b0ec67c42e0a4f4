import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DumpHead, DumpRows } from '../dump/dump-writer.ts';
import { readDumpXml } from '../dump/read-dump-xml.ts';
import { xmlDump } from '../dump/dump-xml.ts';
import { xapiDump } from './dump.ts';
import { readXapiDump } from './read-dump.ts';

const each = { kind: 'GAUGE', heartbeatMs: 300_000, min: 0, last: null, sum: NaN, unknownMs: 2000 } as const;
const head: DumpHead = {
  stepMs: 5000,
  lastMs: 65_000,
  sources: [
    { ...each, name: 'cpu0', max: 1 },
    { ...each, name: 'a "quoted" name', max: null },
  ],
};
const open = [
  { value: 0, unknown: 1 },
  { value: NaN, unknown: 0 },
];
const archives: DumpRows[] = [
  { cf: 'AVERAGE', pdpPerRow: 1, xff: 0.5, open, rows: [[0.1, -0], [NaN, 1e-320]] }, // prettier-ignore
  { cf: 'MAX', pdpPerRow: 12, xff: 0.25, open, rows: [[1e300, Infinity]] },
];

it('xapiDump has the same content as xmlDump', () => {
  const [json, xml] = [xapiDump, xmlDump].map((writer) => {
    const texts = archives.map((archive, i) => [...writer.archive(archive, i === 0)].join(''));
    return `${writer.head(head)}${texts.join('')}${writer.end}`;
  });
  const dump = readXapiDump(json ?? '');
  assert.deepEqual(dump, readDumpXml(xml ?? ''));
  assert.deepEqual([...(dump.archives[0]?.values ?? [])], [0.1, -0, NaN, 1e-320]);
  assert.doesNotThrow(() => JSON.parse(json ?? ''));
  assert.match(json ?? '', /"max":"Infinity"/);
});

it('xapiDump refuses a step that the format has no room for', () => {
  assert.throws(() => xapiDump.head({ ...head, stepMs: 500 }), {
    name: 'DumpError',
    code: 'STEP_NOT_SECONDS',
  });
});
