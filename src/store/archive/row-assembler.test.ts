import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { atOnce } from '../../lib/async/in-slices.ts';
import type { Batch } from '../../model/batch.ts';
import { createEntity, type Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import { RowAssembler } from './row-assembler.ts';

const stepMs = 5000;

/** Keeps the rows it is given, by name; a column is free again as soon as its series is retired. */
class FakeDatabase {
  readonly names: (string | null)[] = [];
  readonly rows: [interval: number, values: Record<string, number>][] = [];
  error: Error | null = null;

  get width(): number {
    return this.names.length;
  }

  add(names: readonly string[]): Int32Array {
    return Int32Array.from(names, (name) => {
      const free = [name, null].map((wanted) => this.names.indexOf(wanted)).find((at) => at >= 0);
      const column = free ?? this.names.length;
      this.names[column] = name;
      return column;
    });
  }

  retire(columns: Iterable<number>): void {
    for (const column of columns) {
      assert.notEqual(this.names[column] ?? null, null, 'retired twice');
      this.names[column] = null;
    }
  }

  async append(endMs: number, values: Float64Array): Promise<'accepted'> {
    const known = [...this.names.entries()].filter(([column]) => !Number.isNaN(values[column]));
    this.rows.push([
      endMs / stepMs,
      Object.fromEntries(known.map(([column, name]) => [String(name), values[column] as number])),
    ]);
    if (this.error) throw this.error;
    return 'accepted';
  }
}

/** Sources that deliver one metric, `m`, of VMs. */
class Estate {
  readonly database = new FakeDatabase();
  readonly outcomes: string[] = [];
  primary: Entity | null = null;
  readonly assembler = new RowAssembler({
    class: 'VM',
    database: this.database,
    stepMs,
    primary: () => this.primary,
    onOutcome: (error) => this.outcomes.push(error instanceof Error ? error.message : 'taken'),
  });
  readonly #tables = new Map<string, SeriesTable>();

  table(source: string): SeriesTable {
    const table = this.#tables.get(source) ?? new SeriesTable();
    this.#tables.set(source, table);
    return table;
  }

  deliver(source: string, interval: number, given: readonly [Entity, number][]): void {
    const series = this.table(source);
    for (const [entity] of given) series.slot(entity, 'm');
    const values = new Float64Array(series.length).fill(Number.NaN);
    const reasons = new Uint8Array(series.length).fill(Reason.stuck);
    for (const [entity, value] of given) values[series.slot(entity, 'm')] = value;
    const batch: Batch = { source, rowEndMs: interval * stepMs, time: interval * stepMs, intervalMs: stepMs, durationMs: 1, complete: [], series, values, reasons }; // prettier-ignore
    atOnce(this.assembler.append(batch));
  }

  flush(): void {
    this.assembler.flush();
  }
}

function vm(id: string, source: string): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state: 'running' }, 0);
}

test('RowAssembler writes a row once all sources have delivered', () => {
  const estate = new Estate();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  estate.deliver('one', 1, [[a, 1]]);
  estate.deliver('two', 2, [[b, 20]]);
  assert.deepEqual(estate.database.rows, [[1, { 'a/m': 1 }]]);
  estate.deliver('one', 2, [[a, 2]]);
  assert.deepEqual(estate.database.rows[1], [2, { 'a/m': 2, 'b/m': 20 }]);
});

test('RowAssembler waits a step for a source that takes longer than one to answer', () => {
  const estate = new Estate();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  estate.deliver('slow', 1, [[b, 10]]);
  for (const interval of [2, 4, 6]) {
    estate.deliver('quick', interval, [[a, interval]]);
    estate.deliver('quick', interval + 1, [[a, interval + 1]]);
    estate.deliver('slow', interval, [[b, interval * 10]]);
  }
  estate.flush();
  const [, ...rows] = estate.database.rows;
  assert.deepEqual(rows, [
    [2, { 'a/m': 2, 'b/m': 20 }],
    [3, { 'a/m': 3 }],
    [4, { 'a/m': 4, 'b/m': 40 }],
    [5, { 'a/m': 5 }],
    [6, { 'a/m': 6, 'b/m': 60 }],
    [7, { 'a/m': 7 }],
  ]);
});

test('RowAssembler writes no row twice, nor one before the last, when a source is later than that', () => {
  const estate = new Estate();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  estate.deliver('slow', 1, [[b, 10]]);
  for (const interval of [2, 3, 4, 5]) estate.deliver('quick', interval, [[a, interval]]);
  estate.deliver('slow', 2, [[b, 20]]);
  estate.flush();
  assert.deepEqual(estate.database.rows.map(([interval]) => interval), [1, 2, 3, 4, 5]); // prettier-ignore
});

test('RowAssembler keeps the value of a VM in the row in which a second source begins to know it', () => {
  const estate = new Estate();
  const [here, there, other] = [vm('a', 'one'), vm('a', 'two'), vm('o', 'two')];
  estate.primary = here;
  estate.deliver('one', 1, [[here, 1]]);
  estate.deliver('two', 1, [[other, 9]]);
  estate.deliver('one', 2, [[here, 2]]);
  estate.deliver('two', 2, [[other, 9], [there, 77]]); // prettier-ignore
  assert.deepEqual(estate.database.rows.at(-1), [2, { 'a/m': 2, 'o/m': 9 }]);
});

test('RowAssembler keeps the last value of a VM that has left while its row was open', () => {
  const estate = new Estate();
  const [a, o, b] = [vm('a', 'one'), vm('o', 'one'), vm('b', 'two')];
  estate.deliver('one', 1, [[a, 1], [o, 1]]); // prettier-ignore
  estate.deliver('two', 1, [[b, 10]]);
  estate.deliver('one', 2, [[a, 2], [o, 2]]); // prettier-ignore
  estate.table('one').remove(a);
  estate.deliver('one', 3, [[o, 3]]);
  estate.deliver('two', 3, [[b, 30]]);
  assert.deepEqual(estate.database.rows.slice(-2), [[2, { 'a/m': 2, 'o/m': 2 }], [3, { 'o/m': 3, 'b/m': 30 }]]); // prettier-ignore
  assert.equal(estate.database.names.includes('a/m'), false);
});

test('RowAssembler goes on from where a clock went back to', () => {
  const estate = new Estate();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  for (const interval of [100, 101, 50, 51]) {
    if (interval === 50) estate.assembler.goBack(50);
    estate.deliver('one', interval, [[a, interval]]);
    estate.deliver('two', interval, [[b, interval]]);
  }
  assert.deepEqual(estate.database.rows.slice(1), [101, 50, 51].map((at) => [at, { 'a/m': at, 'b/m': at }])); // prettier-ignore
});

test('RowAssembler tells of a row that was not taken, and goes on', async () => {
  const estate = new Estate();
  const a = vm('a', 'one');
  estate.database.error = new Error('no room');
  estate.deliver('one', 1, [[a, 1]]);
  await setImmediate();
  estate.database.error = null;
  estate.deliver('one', 2, [[a, 2]]);
  await setImmediate();
  assert.deepEqual(estate.outcomes, ['no room', 'taken']);
});
