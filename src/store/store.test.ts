import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { rowEndAt } from '../lib/interval.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity, type Entity, onHost } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { createMemoryStore, type Consolidation, type Store } from './mod.ts';

const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise(() => {}) };

function vm(id: string, name = id, source = 'one'): Entity {
  return createEntity(
    { class: 'VM', id, source, name, state: 'running', parent: onHost('h'), devices: [] },
    0,
  );
}

/** A source whose only metric values are given as `{id: {metric: value}}`; a string is not a number: unknown. */
class TestSource {
  readonly series: SeriesTable;
  readonly name: string;
  readonly stepMs: number;
  constructor(name = 'one', keepTicks = 128, stepMs = 5000) {
    this.name = name;
    this.stepMs = stepMs;
    this.series = new SeriesTable(keepTicks);
  }

  batch(
    time: number,
    given: [Entity, Record<string, number>][],
    reason: number = Reason.stuck,
    rowEndMs = rowEndAt(time, this.stepMs),
  ): Batch {
    for (const [entity, values] of given) for (const m of Object.keys(values)) this.series.slot(entity, m);
    const values = new Float64Array(this.series.length).fill(Number.NaN);
    const reasons = new Uint8Array(this.series.length).fill(reason);
    for (const [entity, known] of given) {
      for (const [m, value] of Object.entries(known)) values[this.series.slot(entity, m)] = value;
    }
    this.series.tick();
    const { name, series, stepMs } = this;
    return {
      source: name,
      rowEndMs,
      time,
      intervalMs: stepMs,
      durationMs: 1,
      complete: [],
      series,
      values,
      reasons,
    };
  }
}

async function column(store: Store, entity: Entity, options: object = {}): Promise<(number | null)[]> {
  const range = { start: 0, end: Number.MAX_SAFE_INTEGER, ...options };
  const { columns } = await store.history({ entities: [entity], metrics: ['m'], ...range });
  return Array.from(columns[0]?.values ?? [], (value) => (Number.isNaN(value) ? null : value));
}

test('append copies the lent arrays', () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  const batch = source.batch(10_000, [[a, { m: 1 }]]);
  store.append(batch);
  batch.values[0] = 99;
  assert.deepEqual(store.instant(a, 'm'), { value: 1, time: 10_000, reason: Reason.known });
});

test('history has a row for each interval and a reason for each gap', async () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  store.append(source.batch(10_000, [[a, { m: 1 }]]));
  store.append(source.batch(25_000, [[a, { m: 2 }]]));
  store.append(source.batch(30_000, [[a, { m: Number.NaN }]]));
  const history = await store.history({ entities: [a], metrics: ['m', 'none'], start: 5000, end: 34_999 });
  assert.deepEqual([history.start, history.end, history.stepMs, history.rows], [5000, 30_000, 5000, 5]);
  assert.deepEqual(await column(store, a, { start: 5000 }), [1, null, null, 2, null]);
  const { known, notCollected, stuck } = Reason;
  assert.deepEqual(
    [...(history.columns[0]?.reasons ?? [])],
    [known, notCollected, notCollected, known, stuck],
  );
  assert.equal(history.columns.length, 1);
});

test('history keeps the newest rows and forgets older ones', async () => {
  const store = createMemoryStore({ rows: 3, clock });
  const [source, a] = [new TestSource(), vm('a')];
  for (let i = 1; i <= 7; i++) store.append(source.batch(i * 5000, [[a, { m: i }]]));
  assert.deepEqual(await column(store, a), [5, 6, 7]);
});

test('history consolidates known rows only, on a grid of multiples of the step', async () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  for (const [i, m] of [1, 3, Number.NaN, Number.NaN, 10, 4, 7].entries()) {
    store.append(source.batch(10_000 + 5000 * (i + 1), [[a, { m }]]));
  }
  const f = async (cf: Consolidation, want: (number | null)[]): Promise<void> =>
    assert.deepEqual(await column(store, a, { start: 10_000, stepMs: 9000, cfs: [cf] }), want, cf);
  await f('AVERAGE', [2, null, 7]);
  await f('MIN', [1, null, 4]);
  await f('MAX', [3, null, 10]);
  await f('LAST', [3, null, 4]);
});

test('history of every step and range agrees with a plain calculation', async () => {
  const value = fc.option(fc.integer({ min: -5, max: 5 }), { nil: Number.NaN });
  const points = fc.array(fc.record({ skip: fc.integer({ min: 1, max: 4 }), value }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      points,
      fc.nat(40),
      fc.nat(60),
      fc.integer({ min: 1, max: 7 }),
      async (list, from, to, factor) => {
        const store = createMemoryStore({ rows: 16, stepMs: 1000, clock });
        const [source, a] = [new TestSource('one', 128, 1000), vm('a')];
        const plain = new Map<number, number>();
        let index = 0;
        for (const { skip, value: m } of list) {
          index += skip;
          plain.set(index, m);
          store.append(source.batch(index * 1000, [[a, { m }]]));
        }
        const options = { start: from * 1000, end: to * 1000, stepMs: factor * 1000, cfs: ['MAX' as const] };
        const history = await store.history({ entities: [a], metrics: ['m'], ...options });
        assert.equal((history.end - history.start) / history.stepMs, history.rows);
        const want = Array.from({ length: history.rows }, (_, i) => {
          const first = history.start / 1000 + 1 + i * factor;
          const parts = Array.from({ length: factor }, (__, k) => plain.get(first + k) ?? Number.NaN);
          const known = parts.filter((part) => !Number.isNaN(part));
          return known.length > 0 ? Math.max(...known) : null;
        });
        if (list.length > 0) assert.deepEqual(await column(store, a, options), want);
        if (list.length > 0 && from === 0)
          assert.ok(history.start >= Math.min(history.end, (index - 16) * 1000));
      },
    ),
  );
});

test('a batch is in the row it belongs to, whenever its poll began', async () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  for (const [i, time] of [9999, 15_001, 19_999, 24_998, 30_002].entries()) {
    store.append(source.batch(time, [[a, { m: i }]], Reason.stuck, 10_000 + i * 5000));
  }
  const values = await column(store, a, { start: 0 });
  assert.deepEqual(
    values.filter((value) => value !== null),
    [0, 1, 2, 3, 4],
  );
  assert.equal((await column(store, a, { start: 5000 }))[0], 0);
});

test('rows are those of the grid, wherever the first poll fell', async () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  for (const time of [382_000, 385_002, 390_001, 395_003])
    store.append(source.batch(time, [[a, { m: time }]]));
  assert.deepEqual(await column(store, a, { start: 375_000 }), [382_000, 385_002, 390_001, 395_003]);
  assert.equal(store.newest('VM', 'a'), 395_000);
});

test('a clock that goes back a little takes no row, and shows the newest values', async () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  for (const time of [50_000, 55_000, 60_000]) store.append(source.batch(time, [[a, { m: time }]]));
  store.append(source.batch(52_000, [[a, { m: 1 }]]));
  store.append(source.batch(57_000, [[a, { m: 2 }]]));
  assert.deepEqual(await column(store, a, { start: 45_000 }), [50_000, 55_000, 60_000]);
  assert.deepEqual([store.newest('VM', 'a'), store.instant(a, 'm')?.value], [60_000, 2]);
});

test('instant of an unknown value gives when it was last known, even beyond the ring', () => {
  const store = createMemoryStore({ rows: 3, clock });
  const [source, a] = [new TestSource(), vm('a')];
  store.append(source.batch(5000, [[a, { m: 1, never: Number.NaN }]]));
  for (let i = 2; i <= 9; i++) {
    store.append(source.batch(i * 5000, [[a, { m: Number.NaN }]]));
    assert.deepEqual(store.instant(a, 'm'), { value: null, time: 5000, reason: Reason.stuck });
  }
  assert.deepEqual(store.instant(a, 'never')?.time, Number.NaN);
  assert.equal(store.instant(a, 'nothing'), null);
});

test('a slot handed on does not hand on its history', async () => {
  const store = createMemoryStore({ clock });
  const [source, a, b] = [new TestSource('one', 0), vm('a'), vm('b')];
  store.append(source.batch(5000, [[a, { m: 1 }]]));
  source.series.remove(a);
  source.series.tick();
  source.series.tick();
  store.append(source.batch(10_000, [[b, { m: Number.NaN }]]));
  assert.equal(source.series.length, 1);
  assert.deepEqual(await column(store, b, { start: 0 }), [null, null]);
  assert.deepEqual(store.instant(b, 'm')?.time, Number.NaN);
  assert.equal(store.entity('VM', 'a')?.state, 'gone');
});

test('a series that begins later has gaps before', async () => {
  const store = createMemoryStore({ clock });
  const [source, a, b] = [new TestSource(), vm('a'), vm('b')];
  store.append(source.batch(5000, [[a, { m: 1 }]]));
  store.append(source.batch(10_000, [[a, { m: 2 }], [b, { m: 3 }]])); // prettier-ignore
  assert.deepEqual(await column(store, b, { start: 0 }), [null, 3]);
});

test('entities are ordered by name and id and follow a renaming', () => {
  const store = createMemoryStore({ clock });
  const [source, a, b] = [new TestSource(), vm('a', 'x'), vm('b', 'x')];
  store.append(source.batch(5000, [[b, { m: 1 }], [a, { m: 1 }]])); // prettier-ignore
  const ids = (): string[] => store.entities('VM').map(({ id }) => id);
  assert.deepEqual(ids(), ['a', 'b']);
  assert.equal(store.entities('VM'), store.entities('VM'));
  a.name = 'y';
  store.append(source.batch(10_000, [[b, { m: 1 }], [a, { m: 1 }]])); // prettier-ignore
  assert.deepEqual(ids(), ['b', 'a']);
  assert.deepEqual(store.entities('host'), []);
});

test('a VM that two sources report appears once, where it runs', () => {
  const store = createMemoryStore({ clock });
  const [here, there] = [vm('a', 'a', 'one'), vm('a', 'a', 'two')];
  here.state = 'shutoff';
  store.append(new TestSource('one').batch(5000, [[here, { m: 1 }]]));
  store.append(new TestSource('two').batch(5000, [[there, { m: 2 }]]));
  assert.deepEqual(store.entities('VM'), [there]);
  here.state = 'running';
  there.state = 'shutoff';
  assert.equal(store.entity('VM', 'a'), here);
});

test('metrics are in numeric order', () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  store.append(source.batch(5000, [[a, { 'cpu.10.usage': 1, 'cpu.2.usage': 1, 'balloon.current': 1 }]]));
  assert.deepEqual(store.metrics(a), ['balloon.current', 'cpu.2.usage', 'cpu.10.usage']);
});

test('latest is columnar, shared until the next append, and gives the reason of an empty cell', () => {
  const store = createMemoryStore({ clock });
  const [source, a, b] = [new TestSource(), vm('a'), vm('b')];
  assert.deepEqual(store.latest('VM', ['m']).time, Number.NaN);
  store.append(source.batch(5000, [[a, { m: 1 }], [b, { n: Number.NaN }]])); // prettier-ignore
  const table = store.latest('VM', ['m', 'n']);
  assert.equal(store.latest('VM', ['m', 'n']), table);
  assert.equal(table.time, 5000);
  assert.deepEqual([...(table.columns.get('m') ?? [])], [1, Number.NaN]);
  assert.deepEqual([...(table.reasons.get('m') ?? [])], [Reason.known, Reason.notReported]);
  assert.deepEqual([...(table.reasons.get('n') ?? [])], [Reason.notReported, Reason.stuck]);
  store.append(source.batch(10_000, [[a, { m: 2 }], [b, { m: 3 }]])); // prettier-ignore
  assert.deepEqual([...(store.latest('VM', ['m', 'n']).columns.get('m') ?? [])], [2, 3]);
});

test('latestRow gives all values of an entity', () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  assert.equal(store.latestRow(a), null);
  store.append(source.batch(5000, [[a, { m: 1, n: 2 }]]));
  const row = store.latestRow(a);
  assert.equal(row?.values[row.slots.get('n') ?? -1], 2);
  assert.equal(store.batchTime('one'), 5000);
  assert.equal(store.batchTime('two'), null);
});

test('history over sources waits for the one that is about to deliver, not for one that is dead', async () => {
  const store = createMemoryStore({ clock });
  const [one, two, a, b] = [new TestSource('one'), new TestSource('two'), vm('a'), vm('b', 'b', 'two')];
  const end = async (): Promise<number> =>
    (await store.history({ entities: [a, b], metrics: ['m'], start: 0, end: 1e9 })).end;
  store.append(one.batch(10_000, [[a, { m: 1 }]]));
  store.append(two.batch(10_000, [[b, { m: 1 }]]));
  store.append(one.batch(15_000, [[a, { m: 1 }]]));
  assert.equal(await end(), 10_000);
  // A poll at the end of its interval that takes another delivers so late.
  store.append(one.batch(20_000, [[a, { m: 1 }]]));
  assert.equal(await end(), 10_000);
  store.append(one.batch(25_000, [[a, { m: 1 }]]));
  assert.equal(await end(), 25_000);
});

test('changed resolves at the next append, after its time, or not at all when aborted', async () => {
  const source = new TestSource();
  const store = createMemoryStore({ clock });
  const appended = store.changed(new AbortController().signal, 1000);
  store.append(source.batch(5000, []));
  await appended;
  const hasty = createMemoryStore({ clock: { ...clock, sleep: () => Promise.resolve() } });
  await hasty.changed(new AbortController().signal, 1000);
  const sleep = (_: number, signal?: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    );
  const aborting = new AbortController();
  const waiting = createMemoryStore({ clock: { ...clock, sleep } }).changed(aborting.signal, 1000);
  aborting.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
});

test('subscribe calls after the values are stored, until it is undone', () => {
  const store = createMemoryStore({ clock });
  const [source, a] = [new TestSource(), vm('a')];
  const seen: (number | null | undefined)[] = [];
  const stop = store.subscribe(() => seen.push(store.instant(a, 'm')?.value));
  store.append(source.batch(5000, [[a, { m: 1 }]]));
  stop();
  store.append(source.batch(10_000, [[a, { m: 2 }]]));
  assert.deepEqual(seen, [1]);
});

/** Sources of 5 s and of 60 s, beside each other or alone. */
function heldStore() {
  const store = createMemoryStore({ rows: 48, clock });
  const [quick, slow] = [new TestSource('quick'), new TestSource('slow', 128, 60_000)];
  const [a, b] = [vm('a', 'a', 'quick'), vm('b', 'b', 'slow')];
  const append = (row: number, source: TestSource, m: number): void => {
    const batch = source.batch(row * 5000 + 40, [[source === quick ? a : b, { m }]]);
    store.append({ ...batch, rowEndMs: row * 5000 });
  };
  return { store, quick, slow, a, b, append };
}

test('a value of 60 s is held in the rows until the next, with its age; the rows end where they may still change', async () => {
  const { store, quick, slow, a, b, append } = heldStore();
  const newest = (entity: Entity): number => store.newest('VM', entity.id) / 5000;
  for (let row = 12; row <= 37; row++) {
    if (row % 12 === 0) append(row, slow, row);
    append(row, quick, row);
    await store.closeRows(row * 5000);
    assert.deepEqual([newest(a), newest(b)], [row, row]);
    assert.equal(store.instant(b, 'm')?.time, Math.floor(row / 12) * 60_000 + 40);
  }
  const want = Array.from({ length: 25 }, (_, i) => 12 + 12 * Math.floor(i / 12));
  assert.deepEqual(await column(store, b, { start: 55_000, end: 36 * 5000 }), want);
  // From between two batches.
  assert.deepEqual(await column(store, b, { start: 85_000, end: 105_000 }), [12, 12, 12, 12]);
  const both = await store.history({ entities: [a, b], metrics: ['m'], start: 0, end: Infinity });
  assert.equal(both.end, 37 * 5000);
  // The batch of row 48 is due: its row has the value before only when it is too late.
  for (let row = 38; row <= 48; row++) append(row, quick, row);
  assert.equal(newest(b), 47);
  append(49, quick, 49);
  assert.equal(newest(b), 47);
  append(50, quick, 50);
  assert.equal(newest(b), 48);
  assert.deepEqual(await column(store, b, { start: 230_000 }), [36, 36]);
});

test('values of a source of 60 s that stopped are unknown when its next poll would have ended', async () => {
  const { store, quick, slow, a, b, append } = heldStore();
  append(12, slow, 1);
  for (let row = 12; row <= 45; row++) append(row, quick, row);
  const { columns } = await store.history({ entities: [a, b], metrics: ['m'], start: 160_000, end: Infinity }); // prettier-ignore
  const [, held] = columns;
  assert.deepEqual([...(held?.values ?? [])].slice(0, 4), [1, 1, NaN, NaN]);
  assert.deepEqual([...(held?.reasons ?? [])].slice(0, 4), [0, 0, Reason.notCollected, Reason.notCollected]);
  // The newest value stays what it was, and its age grows.
  assert.deepEqual(store.instant(b, 'm'), { value: 1, time: 60_040, reason: Reason.known });
});

test('the oldest row of a source of 60 s is one of which memory has the batch', () => {
  const { store, slow, b, append } = heldStore();
  for (let row = 12; row <= 120; row += 12) append(row, slow, row);
  // Row 120 has taken the place of row 72.
  const [{ oldest } = { oldest: 0 }] = store.archives('VM', [b]);
  assert.equal(oldest, 84 * 5000);
});

test('removeSource removes the entities of a source, but for those that another reports, until they are seen again', async () => {
  const store = createMemoryStore({ clock });
  const [one, two, a, shared] = [new TestSource('one'), new TestSource('two'), vm('a'), vm('s')];
  const other = vm('s', 's', 'two');
  store.append(one.batch(5000, [[a, { m: 1 }], [shared, { m: 1 }]])); // prettier-ignore
  store.append(two.batch(5000, [[other, { m: 2 }]]));
  assert.equal(store.entity('VM', 's'), shared);
  await store.removeSource('one');
  assert.deepEqual(store.entities('VM'), [other]);
  assert.deepEqual(store.past('VM'), [store.entity('VM', 'a')]);
  assert.equal(store.entity('VM', 'a')?.state, 'gone');
  assert.deepEqual([store.instant(a, 'm'), store.batchTime('one')], [null, null]);
  assert.equal(store.latest('VM', ['m']).entities.length, 1);
  const again = new TestSource('one');
  const back = vm('a');
  store.append(again.batch(10_000, [[back, { m: 3 }]]));
  assert.equal(store.entity('VM', 'a'), back);
  const texts = (id: string): string[] => {
    return store.events({ id, start: 0, end: Infinity }).map(({ text }) => text);
  };
  const news = ['a seen for the first time', 'a was removed with its source', 'a is here again'];
  assert.deepEqual(texts('a').sort(), news.sort());
  assert.deepEqual(texts('s'), ['s seen for the first time']);
});

test('publish puts an event into the log, with bounded texts and nothing else', () => {
  const store = createMemoryStore({ clock });
  const long = 'x'.repeat(5000);
  const event = { time: 7, class: 'VM', id: 'a', name: long, kind: 'stuck', from: null, to: long, text: long } as const; // prettier-ignore
  store.publish({ ...event, secret: 'no' } as typeof event);
  const cut = long.slice(0, 1000);
  const want = { ...event, name: cut, to: cut, text: cut };
  assert.deepEqual(store.events({ id: 'a', start: 0, end: 10 }), [want]);
  assert.throws(() => store.publish({ ...event, time: NaN }), /^Error: Cannot publish event of VM a: its time is NaN$/); // prettier-ignore
});
