import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, settle } from '../../test/fake-clock.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import type { Source } from '../model/source.ts';
import { createPipeline, type Consumer } from './mod.ts';

/** A source whose polls do what `poll` does before they give their batch. */
function source(
  name: string,
  clock: Clock,
  poll: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
  intervalMs = 1000,
) {
  const series = new SeriesTable();
  const entity = createEntity({ class: 'source', id: name, source: name, name, state: 'up' }, 0);
  const slot = series.slot(entity, 'poll.missed');
  const made: Source = {
    id: name,
    kind: 'host',
    intervalMs,
    series,
    stuckCalls: 0,
    status: () => ({
      id: name,
      name,
      kind: 'host',
      target: '/proc',
      demo: false,
      up: true,
      reason: null,
      since: 1,
      stuckCalls: 0,
      conditions: [],
      sentences: {},
    }),
    poll: async (signal) => {
      const time = clock.now();
      await poll(signal);
      const values = new Float64Array(1).fill(NaN);
      const reasons = new Uint8Array(1).fill(Reason.notCollected);
      return { time, durationMs: 0, complete: [], series, values, reasons };
    },
    close: () => Promise.resolve(),
  };
  return { source: made, slot };
}

function setUp(sources: (clock: FakeClock) => Source[], consumers: Consumer['append'][] = []) {
  const clock = new FakeClock(10_500);
  const seen: string[] = [];
  const errors: string[] = [];
  const pipeline = createPipeline({
    consumers: [
      ...consumers.map((append) => ({ append })),
      { append: (batch) => void seen.push(`${batch.source} ${batch.time}`) },
    ],
    clock,
    stepMs: 1000,
    onError: (error, what) => void errors.push(`${what}: ${String(error)}`),
  });
  for (const one of sources(clock)) pipeline.add(one);
  return { clock, seen, errors, pipeline };
}

test('createPipeline hands every batch of every source to every consumer', async () => {
  const first: string[] = [];
  const { clock, seen, pipeline } = setUp(
    (its) => [source('a', its).source, source('b', its).source],
    [(batch) => void first.push(batch.source)],
  );
  pipeline.start();
  await clock.advance(1500);
  await pipeline.stop();
  assert.deepEqual(seen, ['a 10500', 'b 10500', 'a 11000', 'b 11000', 'a 12000', 'b 12000']);
  assert.deepEqual(first, ['a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual(pipeline.counts()[1], { source: 'b', polls: 3, missed: 0, failed: 0 });
});

test('createPipeline: a slow source misses its intervals, has their number in its batch, and delays no other', async () => {
  let slow = -1;
  const missed: number[] = [];
  const { clock, seen, pipeline } = setUp(
    (its) => {
      const made = source('slow', its, () => its.sleep(2600));
      slow = made.slot;
      return [made.source, source('quick', its).source];
    },
    [({ source: id, values }) => void (id === 'slow' && missed.push(values[slow] ?? NaN))],
  );
  pipeline.start();
  await clock.advance(5800);
  assert.deepEqual(
    seen.filter((one) => one.startsWith('slow')),
    ['slow 10500'],
  );
  await clock.advance(1000);
  assert.equal(seen.filter((one) => one.startsWith('quick')).length, 8);
  // 11, 12 and 13 passed during the first poll, 15 and 16 during the second.
  assert.deepEqual(missed, [3, 5]);
  const stopped = pipeline.stop();
  await clock.advance(3000);
  await stopped;
});

test('createPipeline: a poll that throws is reported and counted, its source is down until one succeeds', async () => {
  let broken = true;
  const { clock, errors, seen, pipeline } = setUp((its) => [
    source('bad', its, () => (broken ? Promise.reject(new Error('oops')) : Promise.resolve())).source,
    source('good', its).source,
  ]);
  pipeline.start();
  await clock.advance(700);
  // Once, though it threw twice.
  assert.deepEqual(errors, ['poll of bad: Error: oops']);
  const [bad, good] = pipeline.sources();
  assert.deepEqual(
    [bad?.up, bad?.reason, bad?.since, good?.up],
    [false, 'A bug stopped its poll: Error: oops', 10_500, true],
  );
  assert.deepEqual(seen, ['good 10500', 'good 11000']);
  assert.equal(pipeline.counts()[0]?.failed, 2);
  broken = false;
  await clock.advance(1000);
  assert.deepEqual([pipeline.sources()[0]?.up, pipeline.sources()[0]?.reason], [true, null]);
  broken = true;
  await clock.advance(2000);
  assert.equal(errors.length, 2);
  await pipeline.stop();
});

test('createPipeline: a poll that does not end makes its source down after three intervals', async () => {
  const { clock, pipeline } = setUp((its) => [source('stuck', its, () => new Promise(() => {})).source]);
  pipeline.start();
  await clock.advance(2900);
  assert.equal(pipeline.sources()[0]?.up, true);
  await clock.advance(1100);
  const status = pipeline.sources()[0];
  assert.deepEqual(
    [status?.up, status?.since, status?.reason],
    [false, 10_500, 'The poll that began 4 s ago has not ended'],
  );
  assert.equal(pipeline.counts()[0]?.missed, 4);
  await pipeline.stop(AbortSignal.abort());
});

test('createPipeline: a consumer that throws is reported, the others get the batch', async () => {
  const { clock, errors, seen, pipeline } = setUp(
    (its) => [source('a', its).source],
    [
      () => {
        throw new Error('full');
      },
    ],
  );
  pipeline.start();
  await clock.advance(700);
  await pipeline.stop();
  // Once, though it threw twice.
  assert.deepEqual(errors, ['consumer of a: Error: full']);
  assert.deepEqual(seen, ['a 10500', 'a 11000']);
  assert.equal(pipeline.sources()[0]?.up, true);
});

test('Pipeline.stop waits for the poll in progress and delivers its batch', async () => {
  const { clock, seen, pipeline } = setUp((its) => [source('a', its, () => its.sleep(400)).source]);
  pipeline.start();
  await clock.advance(100);
  let stopped = false;
  const stopping = pipeline.stop(new AbortController().signal).then(() => (stopped = true));
  await settle();
  assert.deepEqual([stopped, seen], [false, []]);
  await clock.advance(300);
  await stopping;
  assert.deepEqual(seen, ['a 10500']);
  await clock.advance(5000);
  assert.equal(seen.length, 1);
});

test('Pipeline.stop gives up when its signal aborts: polls see the signal, nothing is delivered or reported', async () => {
  const { clock, seen, errors, pipeline } = setUp((its) => [
    source('heeds', its, (signal) => its.sleep(9000, signal)).source,
    source('does not', its, () => its.sleep(9000)).source,
  ]);
  pipeline.start();
  await clock.advance(100);
  const patience = new AbortController();
  const stopping = pipeline.stop(patience.signal);
  await settle();
  patience.abort(new Error('enough'));
  await stopping;
  await clock.advance(20_000);
  assert.deepEqual([seen, errors], [[], []]);
});

test('Pipeline.start twice is a bug', async () => {
  const { pipeline } = setUp(() => []);
  pipeline.start();
  assert.throws(() => pipeline.start(), /already started/);
  await pipeline.stop();
});

test('Pipeline.add refuses an id that is taken and an interval that is no multiple of the step', async () => {
  const { clock, pipeline } = setUp((its) => [source('a', its).source]);
  assert.throws(() => pipeline.add(source('a', clock).source), {
    code: 'SOURCE_DUPLICATE',
    message: 'Cannot add source a: its id is taken',
  });
  for (const intervalMs of [1500, 500, 0, NaN]) {
    const add = (): void => pipeline.add(source('b', clock, undefined, intervalMs).source);
    assert.throws(add, { code: 'CONFIG_INVALID', message: /^Cannot add source b: its interval of .* is no multiple of the step of 1 s$/ }); // prettier-ignore
  }
  assert.deepEqual(
    pipeline.sources().map(({ id }) => id),
    ['a'],
  );
  await pipeline.stop();
});

test('Pipeline.add while it runs polls the source at once and then at its interval; its batches have both', async () => {
  const batches: unknown[] = [];
  const { clock, pipeline } = setUp(
    () => [],
    [({ source: id, rowEndMs, intervalMs }) => void batches.push([id, rowEndMs, intervalMs])],
  );
  pipeline.start();
  await clock.advance(800);
  pipeline.add(source('a', clock, undefined, 3000).source);
  await settle();
  assert.deepEqual(batches, [['a', 11_000, 3000]]);
  await clock.advance(5000);
  await pipeline.stop();
  assert.deepEqual(batches.slice(1), [['a', 12_000, 3000], ['a', 15_000, 3000]]); // prettier-ignore
});

test('Pipeline spreads sources over the interval, and their batches are of the same rows', async () => {
  const rows = new Map<number, Set<string>>();
  const { clock, seen, pipeline } = setUp(
    (its) => Array.from({ length: 40 }, (_, i) => source(`s${i}`, its).source),
    [({ source: id, rowEndMs }) => void rows.set(rowEndMs, (rows.get(rowEndMs) ?? new Set()).add(id))],
  );
  pipeline.start();
  await clock.advance(500);
  seen.length = 0;
  await clock.advance(999);
  const tenths = new Set(seen.map((line) => Math.floor(Number(line.split(' ')[1]) / 100)));
  assert.equal(tenths.size, 10);
  assert.deepEqual(Array.from(rows, ([end, ids]) => [end, ids.size]), [[10_000, 40], [11_000, 40]]); // prettier-ignore
  await pipeline.stop();
});

test('Pipeline.remove waits for the poll in progress, has consumers forget the source, and frees its id', async () => {
  const deliveries: string[] = [];
  const clock = new FakeClock(10_500);
  const pipeline = createPipeline({
    consumers: [
      {
        append: ({ source: id }) => void deliveries.push(id),
        remove: (id) => void deliveries.push(`${id} removed`),
      },
    ],
    clock,
    stepMs: 1000,
    onError: (error) => assert.ifError(error),
  });
  pipeline.add(source('a', clock, () => clock.sleep(400)).source);
  pipeline.add(source('b', clock).source);
  pipeline.start();
  await clock.advance(100);
  const removals = Promise.all([pipeline.remove('a'), pipeline.remove('a')]);
  await settle();
  assert.throws(() => pipeline.add(source('a', clock).source), { code: 'SOURCE_DUPLICATE' });
  await clock.advance(300);
  await removals;
  assert.deepEqual(deliveries, ['b', 'a', 'a removed']);
  await assert.rejects(pipeline.remove('a'), { code: 'SOURCE_UNKNOWN' });
  await clock.advance(900);
  assert.deepEqual(deliveries.slice(3), ['b']);
  assert.deepEqual(
    pipeline.counts().map(({ source: id }) => id),
    ['b'],
  );
  pipeline.add(source('a', clock).source);
  await settle();
  assert.deepEqual(deliveries.slice(4), ['a']);
  await pipeline.stop();
});

test('Pipeline.remove gives up a poll that does not end when its signal aborts', async () => {
  const { clock, seen, pipeline } = setUp((its) => [source('stuck', its, () => its.sleep(60_000)).source]);
  pipeline.start();
  await clock.advance(100);
  await pipeline.remove('stuck', AbortSignal.abort());
  assert.deepEqual(pipeline.sources(), []);
  await clock.advance(90_000);
  assert.deepEqual(seen, []);
  await pipeline.stop();
});

test('Pipeline has consumers close every row, whether or not a batch comes', async () => {
  const ends: number[] = [];
  const clock = new FakeClock(10_500);
  const pipeline = createPipeline({
    consumers: [{ append: () => {}, closeRows: (rowEndMs) => void ends.push(rowEndMs) }],
    clock,
    stepMs: 1000,
    onError: (error) => assert.ifError(error),
  });
  pipeline.start();
  await clock.advance(2600);
  await pipeline.stop();
  assert.deepEqual(ends, [10_000, 11_000, 12_000, 13_000]);
});
