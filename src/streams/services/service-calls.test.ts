import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SKETCH_ERROR } from '../../lib/sketch/sketch.ts';
import type { Call } from '../../model/streams/call.ts';
import { callOf } from '../fixture.ts';
import { latencyOf } from './latency-of.ts';
import { ServiceCalls } from './service-calls.ts';

function countedCalls(): { clock: { ms: number }; calls: ServiceCalls } {
  const clock = { ms: 1000, now: () => 1e12 + clock.ms, monotonic: () => clock.ms };
  return { clock, calls: new ServiceCalls(clock) };
}

test('an interval has the calls since the one before, those of each source apart', () => {
  const { clock, calls } = countedCalls();
  calls.record(callOf('A', { peer: 's1' }));
  calls.record(callOf('A', { peer: 's1' }));
  calls.record(callOf('B', { peer: 's2' }));
  calls.record(callOf('GET /', { direction: 'in', service: 'virtscope', peer: 'loopback' }));
  clock.ms += 5000;
  const { start, end, seconds, served, made } = calls.take();
  assert.deepEqual([start, end, seconds], [1e12 + 1000, 1e12 + 6000, 5]);
  assert.deepEqual(
    [served.calls, ...Array.from(made, ([source, tally]) => [source, tally.calls])],
    [1, ['s1', 2], ['s2', 1]],
  );
  clock.ms += 3000;
  const next = calls.take();
  assert.deepEqual([next.start, next.seconds, next.served.calls, next.made.size], [1e12 + 6000, 3, 0, 0]);
});

test('a call that is made without a source is of no service', () => {
  const { calls } = countedCalls();
  calls.record(callOf('CONNECT_OPEN', { peer: null }));
  const { served, made } = calls.take();
  assert.deepEqual([served.calls, made.size], [0, 0]);
});

test('calls that failed are errors; one that its caller gave up, and an answer whose client left, are none', () => {
  const f = (details: Partial<Call>, errors: number, latencies: number): void => {
    const { calls } = countedCalls();
    calls.record(callOf('A', { peer: 's', ...details }));
    const { served, made } = calls.take();
    const tally = made.get('s') ?? served;
    assert.deepEqual(
      [tally.calls, tally.errors, tally.latency().count],
      [1, errors, latencies],
      JSON.stringify(details),
    );
  };
  f({ outcome: 'ok' }, 0, 1);
  f({ outcome: 'error' }, 1, 1);
  f({ outcome: 'timeout' }, 1, 1);
  f({ outcome: 'cancelled' }, 0, 0);
  f({ outcome: 'closed' }, 1, 0);
  f({ outcome: 'closed', direction: 'in' }, 0, 0);
  // A stream waits on purpose.
  f({ outcome: 'ok', direction: 'in', latencyMs: null }, 0, 0);
});

test('latencies are in seconds, of each method and of all', () => {
  const { calls } = countedCalls();
  for (const [method, latencyMs] of [
    ['A', 250],
    ['A', 500],
    ['B', 4000],
  ] as const)
    calls.record(callOf(method, { peer: 's', latencyMs }));
  const tally = calls.take().made.get('s');
  assert.deepEqual(
    Array.from(tally?.latencies ?? [], ([method, sketch]) => [method, sketch.count, sketch.max]),
    [
      ['A', 2, 0.5],
      ['B', 1, 4],
    ],
  );
  const all = tally && latencyOf(tally.latency());
  assert.equal(all?.max, 4);
  assert.ok(Math.abs(all.p50 - 0.5) <= 0.5 * SKETCH_ERROR);
});
