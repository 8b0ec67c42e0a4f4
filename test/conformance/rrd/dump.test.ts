import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Database, dumpXml, readDumpXml } from '../../../packages/rrd/src/mod.ts';
import { noRrdtool, Rrdtool } from './rrdtool.ts';
import { sequences, type Sequence } from './sequence.ts';

describe('dumpXml', { skip: noRrdtool }, () => {
  it('is restored by rrdtool, which then dumps and continues as we do', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'virtscope-rrd-'));
    try {
      await using rrdtool = new Rrdtool(directory);
      const restored = fc.asyncProperty(sequences(1000), fc.nat(), (sequence, cut) =>
        restoreAndGoOn(rrdtool, directory, sequence, cut % sequence.updates.length),
      );
      await fc.assert(restored, { numRuns: 100 });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

const xapi = new URL('../../../../shared/data/third-party/xapi/xapi-rrd/', import.meta.url);
const noXapi = existsSync(xapi) ? false : 'no dumps of XAPI beside the repository';

describe("readDumpXml and XAPI's dumps", { skip: noXapi }, () => {
  for (const name of ['flip_flop.xml', 'flip_flop.external.xml']) {
    it(`reads ${name}`, () => {
      const { stepMs, lastMs, sources, archives } = readDumpXml(readFileSync(new URL(name, xapi), 'utf8'));
      assert.deepEqual([stepMs, lastMs], [5000, 100_000]);
      const { kind, heartbeatMs, min, max, last } = sources[0]!;
      assert.deepEqual([kind, heartbeatMs, min, max, last], ['DERIVE', Infinity, 0, null, '0']);
      assert.deepEqual(new Set(archives.map(({ cf }) => cf)), new Set(['AVERAGE', 'MIN', 'MAX']));
      for (const { rows, values } of archives) assert.equal(values.length, rows);
    });
  }
});

async function restoreAndGoOn(
  rrdtool: Rrdtool,
  directory: string,
  sequence: Sequence,
  cut: number,
): Promise<void> {
  const { stepTicks, startTicks, archives, updates } = sequence;
  // Wraps and gaps that outgrow an archive differ (DIFFERENCES.md), and random.test.ts looks after them.
  const sources = sequence.sources.map((source) =>
    Object.assign({}, source, source.kind === 'COUNTER' && { kind: 'DERIVE' }),
  );
  const db = new Database({ stepMs: stepTicks * 1000, startMs: startTicks * 1000, sources, archives });
  const take = ({ ticks, values }: Sequence['updates'][number]): boolean =>
    db.update(
      ticks * 1000,
      Float64Array.from(values, (value) => value ?? NaN),
    ) === 'accepted';
  for (const update of updates.slice(0, cut)) take(update);
  writeFileSync(join(directory, 'd.xml'), [...dumpXml(db)].join(''));
  await rrdtool.ask('restore -f d.xml d.rrd');
  const rounding = 1e-11 * steepest(updates);
  sameContents(await rrdtool.ask('dump d.rrd'), [...dumpXml(db)].join(''), rounding);

  for (const update of updates.slice(cut)) {
    const reach = Math.min(...archives.map(({ rows, pdpPerRow }) => rows * pdpPerRow)) * stepTicks;
    if (update.ticks - db.lastMs / 1000 > reach || !take(update)) continue;
    await rrdtool.ask(`update d.rrd ${update.ticks}:${update.values.map((value) => value ?? 'U').join(':')}`);
  }
  const rows = /<row>.*<\/row>/g;
  const [theirs, ours] = [await rrdtool.ask('dump d.rrd'), [...dumpXml(db)].join('')];
  sameRead(theirs, db, rounding);
  sameContents(theirs.match(rows)!.join(''), ours.match(rows)!.join(''), rounding);
}

/** The largest value, or change between two updates: what a row was added up of, even where its parts cancel out. */
function steepest(updates: Sequence['updates']): number {
  let largest = 1;
  for (const [at, { values }] of updates.entries()) {
    for (const [series, value] of values.entries()) {
      const change = (value ?? 0) - (updates[at - 1]?.values[series] ?? 0);
      largest = Math.max(largest, Math.abs(change));
    }
  }
  return largest;
}

/** Reading what rrdtool wrote gives the rows that the database has. */
function sameRead(theirs: string, db: Database, rounding: number): void {
  const { stepMs, lastMs, sources, archives } = readDumpXml(theirs);
  assert.deepEqual([stepMs, lastMs], [db.stepMs, db.lastMs]);
  const width = sources.length;
  for (const [series, source] of sources.entries()) {
    const { name, kind, heartbeatMs, min, max } = source;
    assert.deepEqual({ name, kind, heartbeatMs, min, max }, db.sources[series]);
    assert.equal(source.unknownMs, db.openPoint(series).unknownMs);
  }
  for (const [index, { cf, pdpPerRow, rows, xff, newestMs, values, open }] of archives.entries()) {
    assert.deepEqual({ cf, pdpPerRow, rows, xff }, { ...db.archives[index] });
    assert.equal(newestMs, db.newestMs(index));
    const largest = Math.max(...values.map(Math.abs).filter(Number.isFinite), 1);
    for (let series = 0; series < width; series += 1) {
      if (pdpPerRow > 1) assert.equal(open[series]!.unknown, db.openRow(index, series).unknown);
      const ours = db.read(index, series, newestMs - rows * db.rowMs(index), newestMs).values;
      for (const [row, want] of ours.entries()) {
        const got = values[row * width + series]!;
        const close = Math.abs(got - want) <= 1e-9 * Math.abs(want) + 1e-12 * largest + rounding;
        assert.ok(close || (Number.isNaN(got) && Number.isNaN(want)), `row ${row}: ${got} is not ${want}`);
      }
    }
  }
}

type Leaf = readonly [name: string, text: string];

/** Elements with their texts, without what is only of the row before. */
function leaves(xml: string): Leaf[] {
  return [...xml.matchAll(/<(\w+)>\s*([^<\s]+)\s*<\/\1>/g)]
    .map(([, name, text]): Leaf => [name!, text!])
    .filter(([name]) => name !== 'primary_value' && name !== 'secondary_value');
}

/** Equal to 1e-9, or to the rounding of the largest value and of what rows were made of, as rrdtool prints 11 digits. */
function sameContents(theirs: string, ours: string, rounding: number): void {
  const [want, got] = [leaves(theirs), leaves(ours)];
  assert.ok(want.length > 0);
  assert.equal(got.length, want.length);
  const finite = want
    .filter(([name]) => name === 'v' || name === 'value')
    .map(([, text]) => Math.abs(Number(text)));
  const largest = Math.max(...finite.filter(Number.isFinite), 1);
  for (const [i, [name, text]] of want.entries()) {
    const [ourName, ourText] = got[i]!;
    const away = Math.abs(Number(ourText) - Number(text));
    const close = ourText === text || away <= 1e-9 * Math.abs(Number(text)) + 1e-12 * largest + rounding;
    assert.ok(name === ourName && close, `${ourName} ${ourText} is ${name} ${text} in rrdtool`);
  }
}
