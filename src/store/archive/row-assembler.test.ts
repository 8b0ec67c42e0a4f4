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
  lastMs = 0;

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

  has(name: string): boolean {
    return this.names.includes(name);
  }

  retire(columns: Iterable<number>): void {
    for (const column of columns) {
      assert.notEqual(this.names[column] ?? null, null, 'retired twice');
      this.names[column] = null;
    }
  }

  async append(endMs: number, values: Float64Array, _reasons?: Uint8Array): Promise<'accepted'> {
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
class TestSources {
  readonly database = new FakeDatabase();
  readonly outcomes: string[] = [];
  primary: Entity | null = null;
  assembler = this.restart();
  readonly #tables = new Map<string, SeriesTable>();

  /** Another assembler of the same database. */
  restart(): RowAssembler {
    this.assembler = new RowAssembler({
      class: 'VM',
      database: this.database,
      stepMs,
      primary: () => this.primary,
      onOutcome: (error) => this.outcomes.push(error instanceof Error ? error.message : 'taken'),
    });
    return this.assembler;
  }

  table(source: string): SeriesTable {
    const table = this.#tables.get(source) ?? new SeriesTable();
    this.#tables.set(source, table);
    return table;
  }

  deliver(source: string, interval: number, given: readonly [Entity, number][], every = 1): void {
    const series = this.table(source);
    for (const [entity] of given) series.slot(entity, 'm');
    const values = new Float64Array(series.length).fill(Number.NaN);
    const reasons = new Uint8Array(series.length).fill(Reason.stuck);
    for (const [entity, value] of given) values[series.slot(entity, 'm')] = value;
    const batch: Batch = { source, rowEndMs: interval * stepMs, time: interval * stepMs, intervalMs: every * stepMs, durationMs: 1, complete: [], series, values, reasons }; // prettier-ignore
    atOnce(this.assembler.append(batch));
  }

  /** A row ends without a batch. */
  end(interval: number): void {
    atOnce(this.assembler.close(interval));
  }

  flush(): void {
    this.assembler.flush();
  }
}

function vm(id: string, source: string): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state: 'running' }, 0);
}

test('RowAssembler writes a row once all sources have delivered', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  sources.deliver('one', 1, [[a, 1]]);
  sources.deliver('two', 2, [[b, 20]]);
  assert.deepEqual(sources.database.rows, [[1, { 'a/m': 1 }]]);
  sources.deliver('one', 2, [[a, 2]]);
  assert.deepEqual(sources.database.rows[1], [2, { 'a/m': 2, 'b/m': 20 }]);
});

test('RowAssembler waits a step for a source that takes longer than one to answer', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  sources.deliver('slow', 1, [[b, 10]]);
  for (const interval of [2, 4, 6]) {
    sources.deliver('quick', interval, [[a, interval]]);
    sources.deliver('quick', interval + 1, [[a, interval + 1]]);
    sources.deliver('slow', interval, [[b, interval * 10]]);
  }
  sources.flush();
  const [, ...rows] = sources.database.rows;
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
  const sources = new TestSources();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  sources.deliver('slow', 1, [[b, 10]]);
  for (const interval of [2, 3, 4, 5]) sources.deliver('quick', interval, [[a, interval]]);
  sources.deliver('slow', 2, [[b, 20]]);
  sources.flush();
  assert.deepEqual(sources.database.rows.map(([interval]) => interval), [1, 2, 3, 4, 5]); // prettier-ignore
});

test('RowAssembler keeps the value of a VM in the row in which a second source begins to know it', () => {
  const sources = new TestSources();
  const [here, there, other] = [vm('a', 'one'), vm('a', 'two'), vm('o', 'two')];
  sources.primary = here;
  sources.deliver('one', 1, [[here, 1]]);
  sources.deliver('two', 1, [[other, 9]]);
  sources.deliver('one', 2, [[here, 2]]);
  sources.deliver('two', 2, [[other, 9], [there, 77]]); // prettier-ignore
  assert.deepEqual(sources.database.rows.at(-1), [2, { 'a/m': 2, 'o/m': 9 }]);
});

test('RowAssembler keeps the last value of a VM that has left while its row was open', () => {
  const sources = new TestSources();
  const [a, o, b] = [vm('a', 'one'), vm('o', 'one'), vm('b', 'two')];
  sources.deliver('one', 1, [[a, 1], [o, 1]]); // prettier-ignore
  sources.deliver('two', 1, [[b, 10]]);
  sources.deliver('one', 2, [[a, 2], [o, 2]]); // prettier-ignore
  sources.table('one').remove(a);
  sources.deliver('one', 3, [[o, 3]]);
  sources.deliver('two', 3, [[b, 30]]);
  assert.deepEqual(sources.database.rows.slice(-2), [[2, { 'a/m': 2, 'o/m': 2 }], [3, { 'o/m': 3, 'b/m': 30 }]]); // prettier-ignore
  assert.equal(sources.database.names.includes('a/m'), false);
});

test('RowAssembler continues at the time to which a clock went back', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  for (const interval of [100, 101, 50, 51]) {
    if (interval === 50) sources.assembler.goBack(50);
    sources.deliver('one', interval, [[a, interval]]);
    sources.deliver('two', interval, [[b, interval]]);
  }
  assert.deepEqual(sources.database.rows.slice(1), [101, 50, 51].map((at) => [at, { 'a/m': at, 'b/m': at }])); // prettier-ignore
});

test('RowAssembler reports a row that was not taken, and continues', async () => {
  const sources = new TestSources();
  const a = vm('a', 'one');
  sources.database.error = new Error('no room');
  sources.deliver('one', 1, [[a, 1]]);
  await setImmediate();
  sources.database.error = null;
  sources.deliver('one', 2, [[a, 2]]);
  await setImmediate();
  assert.deepEqual(sources.outcomes, ['no room', 'taken']);
});

test('RowAssembler writes a row two rows later with what is there, also when no batch comes at all', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  for (const interval of [1, 2]) {
    sources.deliver('one', interval, [[a, interval]]);
    sources.deliver('two', interval, [[b, interval]]);
  }
  sources.deliver('one', 3, [[a, 3]]);
  sources.end(4);
  assert.equal(sources.database.rows.length, 2, 'the other may still come');
  sources.end(5);
  assert.deepEqual(sources.database.rows.slice(2), [[3, { 'a/m': 3 }]]);
});

test('RowAssembler: a source that takes three intervals delays the rows of the others by two rows at most', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  for (let interval = 1; interval <= 20; interval++) {
    sources.end(interval);
    // The one that began three rows ago.
    if (interval % 4 === 0) sources.deliver('slow', interval - 3, [[b, interval]]);
    sources.deliver('quick', interval, [[a, interval]]);
    const [newest = NaN] = sources.database.rows.at(-1) ?? [];
    assert.ok(interval < 2 || interval - newest <= 2, `row ${newest} at ${interval}`);
  }
  sources.flush();
  assert.deepEqual(
    sources.database.rows.map(([interval, values]) => [interval, values['a/m']]),
    Array.from({ length: 20 }, (_, i) => [i + 1, i + 1]),
  );
});

test('RowAssembler holds the values of a source of 60 s in the rows between its batches, beside one of 5 s', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'quick'), vm('b', 'slow')];
  // Its poll takes three rows at the second minute.
  const slow = new Map([[12, 12], [24, 24], [36, 36], [51, 48], [60, 60]]); // prettier-ignore
  for (let interval = 12; interval <= 100; interval++) {
    sources.end(interval);
    const row = slow.get(interval);
    if (row !== undefined) sources.deliver('slow', row, [[b, row]], 12);
    sources.deliver('quick', interval, [[a, interval]]);
    // The row of a batch that is due waits for it; the others are not delayed.
    const due = interval % 12 < 3 && interval > 14 ? 2 : 0;
    const [newest = NaN] = sources.database.rows.at(-1) ?? [];
    assert.ok(interval - newest <= due || (interval > 48 && interval <= 51), `row ${newest} at ${interval}`);
  }
  sources.flush();
  const held = sources.database.rows.map(([interval, values]) => [interval, values['b/m']]);
  const f = (from: number, to: number, value: number | undefined): void => {
    for (let row = from; row <= to; row++) assert.deepEqual(held[row - 12], [row, value]);
  };
  f(12, 23, 12);
  f(24, 35, 24);
  // It was late for row 48: rows that closed before it came have the value before.
  f(36, 50, 36);
  f(51, 59, 48);
  // It has stopped: its next poll would have ended by row 83.
  f(60, 82, 60);
  f(83, 100, undefined);
});

test('RowAssembler makes the rows of a source of 60 s that is alone, whether or not rows are closed between', () => {
  for (const isClosed of [true, false]) {
    const sources = new TestSources();
    const b = vm('b', 'slow');
    for (let interval = 12; interval <= 40; interval++) {
      if (isClosed) sources.end(interval);
      if (interval % 12 === 0) sources.deliver('slow', interval, [[b, interval]], 12);
    }
    const want = Array.from({ length: isClosed ? 27 : 25 }, (_, i) => [12 + i, { 'b/m': 12 * Math.floor(1 + i / 12) }]); // prettier-ignore
    assert.deepEqual(sources.database.rows, want);
  }
});

test('RowAssembler holds a reason as it holds a value, and nothing of a VM that has left', () => {
  const sources = new TestSources();
  const [b, c] = [vm('b', 'slow'), vm('c', 'slow')];
  const reasons: (number | undefined)[] = [];
  const column = (): number => sources.database.names.indexOf('b/m');
  const append = sources.database.append.bind(sources.database);
  sources.database.append = (endMs, values, at: Uint8Array = new Uint8Array(0)) => {
    reasons.push(at[column()]);
    return append(endMs, values);
  };
  sources.deliver('slow', 1, [[b, Number.NaN], [c, 1]], 3); // prettier-ignore
  sources.table('slow').remove(b);
  sources.deliver('slow', 4, [[c, 4]], 3);
  assert.deepEqual(reasons.slice(0, 3), [Reason.stuck, Reason.stuck, Reason.stuck]);
  assert.deepEqual(sources.database.rows.slice(-2), [[3, { 'c/m': 1 }], [4, { 'c/m': 4 }]]); // prettier-ignore
  sources.end(7);
  assert.deepEqual(sources.database.rows.at(-1), [5, { 'c/m': 4 }]);
});

test('RowAssembler.remove ends the series of a source, and rows do not wait for it', () => {
  const sources = new TestSources();
  const [a, b] = [vm('a', 'one'), vm('b', 'two')];
  sources.deliver('one', 1, [[a, 1]]);
  sources.deliver('two', 1, [[b, 1]], 12);
  sources.assembler.remove('two');
  sources.deliver('one', 2, [[a, 2]]);
  assert.deepEqual(sources.database.rows.at(-1), [2, { 'a/m': 2 }]);
  assert.equal(sources.database.names.includes('b/m'), false);
});

test('RowAssembler writes no row again that was written in an earlier run, and holds a batch of it', () => {
  const sources = new TestSources();
  sources.database.lastMs = 30 * stepMs;
  const assembler = sources.restart();
  const b = vm('b', 'slow');
  sources.deliver('slow', 30, [[b, 1]], 12);
  atOnce(assembler.close(33));
  assert.deepEqual(sources.database.rows, [[31, { 'b/m': 1 }]]);
});
