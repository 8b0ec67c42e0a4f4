import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOf } from '../fixture.ts';
import { LatencyHistory } from './latency-history.ts';
import { Tally } from './tally.ts';

function tallyOf(...latencies: readonly number[]): Tally {
  const tally = new Tally();
  for (const latencyMs of latencies) tally.record(callOf('A', { latencyMs }));
  return tally;
}

/** An interval of a second, in which these services were called. */
function interval(end: number, services: Record<string, Tally>) {
  return { start: end - 1000, end, services: new Map(Object.entries(services)) };
}

test('a service has the intervals in which it was called, as far as they were asked for', () => {
  const history = new LatencyHistory({ intervalMs: 1000 });
  assert.equal(history.since, null);
  history.push(interval(1000, { a: tallyOf(1), b: tallyOf(1) }));
  history.push(interval(2000, { a: new Tally(), b: tallyOf(2) }));
  history.push(interval(3000, { a: tallyOf(1, 2) }));
  const ends = (service: string, start: number, end: number): number[] =>
    history.of(service, { start, end }).map((one) => one.end);
  assert.deepEqual(ends('a', 0, 9000), [1000, 3000]);
  assert.deepEqual(ends('b', 0, 9000), [1000, 2000]);
  assert.deepEqual(ends('b', 1000, 2000), [2000], 'one that ends at the start is before it');
  assert.deepEqual(ends('c', 0, 9000), []);
  assert.equal(history.since, 0);
});

test('the intervals of an hour are kept, and fewer where all latencies take more memory', () => {
  const hour = new LatencyHistory({ intervalMs: 1000 });
  for (let end = 1000; end <= 3_700_000; end += 1000) hour.push(interval(end, {}));
  assert.equal(hour.since, 100_000);
  const small = new LatencyHistory({ intervalMs: 1000, bytes: 1000 });
  for (let end = 1000; end <= 20_000; end += 1000) small.push(interval(end, { a: tallyOf(1, 10, 100) }));
  assert.deepEqual(
    small.of('a', { start: 0, end: Infinity }).map((one) => one.end),
    [19_000, 20_000],
  );
});
