import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../disk/files.ts';
import { newIdentity } from '../identity.ts';
import { loadSeries, openSeriesLog } from './series-log.ts';
import { SeriesTable } from './series-table.ts';

const LONGEST_MS = 100;
const IDENTITY = newIdentity();

/** A log in a directory that is gone afterwards. */
async function withLog(work: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rrd-series-'));
  try {
    await work(join(directory, 'series.log'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function loaded(path: string): Promise<SeriesTable> {
  const table = new SeriesTable(LONGEST_MS);
  assert.equal(await loadSeries(nodeFiles, path, table, IDENTITY), null);
  return table;
}

const content = (table: SeriesTable): unknown =>
  [...table.all()].sort((a, b) => a.id - b.id).map(({ id, name: own, retiredMs }) => [id, own, retiredMs]);

const name = fc.string({ unit: 'grapheme', maxLength: 5 });
const step = fc.oneof(
  fc.record({ add: fc.uniqueArray(name, { maxLength: 4 }) }),
  fc.record({ retire: fc.nat(5) }),
);

describe('openSeriesLog', () => {
  it('is appended to and read back, whatever the names are', async () => {
    await withLog(async (path) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          await rm(path, { force: true });
          const table = new SeriesTable(LONGEST_MS);
          const log = await openSeriesLog(nodeFiles, path, table, IDENTITY);
          for (const [timeMs, each] of steps.entries()) {
            const living = [...table.all()].find(({ retiredMs }) => retiredMs === null);
            if ('add' in each) for (const frame of table.add(each.add, timeMs).frames) await log.write(frame);
            else if (living)
              for (const frame of table.retire([living.column!], timeMs).frames) await log.write(frame);
          }
          await log.close();
          const again = await loaded(path);
          assert.deepEqual(content(again), content(table));
          // Written anew it is the same.
          await (await openSeriesLog(nodeFiles, path, again, IDENTITY)).close();
          assert.deepEqual(content(await loaded(path)), content(table));
          assert.equal((await loaded(path)).nextId, table.nextId);
        }),
        { numRuns: 30 },
      );
    });
  });

  it('is written and adopted in steps where there are many series, also retired ones', async () => {
    await withLog(async (path) => {
      const names = Array.from({ length: 5000 }, (_, i) => `series ${i}`);
      const table = new SeriesTable(LONGEST_MS);
      const columns = table.add(names, 0).columns;
      table.retire(columns.subarray(0, 3000), 10);
      table.retire(columns.subarray(3000, 3001), 5);
      await (await openSeriesLog(nodeFiles, path, table, IDENTITY)).close();
      const again = await loaded(path);
      assert.deepEqual(content(again), content(table));
      assert.ok([...again.frames()].length >= 5);
      assert.ok([...again.adopt(table.columns.ids, 20)].length >= 5);
      // The series that was retired first gives up its column first.
      assert.deepEqual([...again.add(['new', 'newer'], 1000).columns], [3000, 0]);
    });
  });

  it('reports a torn end that is cut off', async () => {
    await withLog(async (path) => {
      const table = new SeriesTable(LONGEST_MS);
      const log = await openSeriesLog(nodeFiles, path, table, IDENTITY);
      const [first] = table.add(['a'], 0).frames;
      const [second] = table.add(['b'], 0).frames;
      await log.write(first!);
      await log.write(second!);
      await log.close();
      await truncate(path, log.size - 1);
      const again = new SeriesTable(LONGEST_MS);
      assert.equal(await loadSeries(nodeFiles, path, again, IDENTITY), 'the last record is cut off');
      assert.deepEqual(content(again), [[1, 'a', null]]);
    });
  });
});

describe('SeriesTable', () => {
  it('gives a column to another series only when the longest open row of the one before is complete', () => {
    const table = new SeriesTable(LONGEST_MS);
    assert.deepEqual([...table.add(['a', 'b'], 10).columns], [0, 1]);
    table.retire([0], 10);
    assert.deepEqual([...table.add(['c'], 99).columns], [2]);
    assert.deepEqual([...table.idle.subarray(0, table.width)], [1, 0, 0]);
    assert.deepEqual([...table.add(['d'], 100).columns], [0]);
    assert.deepEqual([...table.idle.subarray(0, table.width)], [0, 0, 0]);
    assert.deepEqual(table.add(['a'], 100).begun, [{ column: 3, hadRows: true }]);
  });

  it('gives no column away of a series that came back, nor one twice', () => {
    const table = new SeriesTable(LONGEST_MS);
    const all = Array.from({ length: 3000 }, (_, i) => `s${i}`);
    const columns = [...table.add(all, 10).columns];
    table.retire(columns, 10);
    assert.deepEqual([...table.add(all.slice(0, 1500), 20).columns], columns.slice(0, 1500));
    table.retire(columns.slice(0, 500), 150);
    const others = all.map((each) => `other ${each}`);
    // Those of the 1500 that stayed away are free at 100, those of the 500 that left again at 200.
    assert.deepEqual([...table.add(others.slice(0, 1501), 199).columns], [...columns.slice(1500), 3000]);
    assert.deepEqual([...table.add(others.slice(1501, 2002), 200).columns], [...columns.slice(0, 500), 3001]);
  });

  it('forgets series before the oldest rows, but never their ids', () => {
    const table = new SeriesTable(LONGEST_MS);
    table.add(['a', 'b'], 10);
    table.retire([0], 10);
    table.forget(50, 99);
    assert.deepEqual(
      [...table.all()].map(({ name: each }) => each),
      ['a', 'b'],
    );
    table.forget(50, 100);
    assert.deepEqual(
      [...table.all()].map(({ name: each }) => each),
      ['b'],
    );
    table.add(['a'], 100);
    assert.equal(table.get('a')!.id, 3);
  });
});
