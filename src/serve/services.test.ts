import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceStatus } from '../model/source.ts';
import { LatencyHistory, ServiceCalls } from '../streams/mod.ts';
import { callOf } from '../streams/fixture.ts';
import { readServices } from './services.ts';

/** Five seconds with these calls, of sources with these hosts (null: not known yet) that are down for these reasons. */
function read(
  hosts: Readonly<Record<string, string | null>>,
  record: (calls: ServiceCalls) => void = () => {},
  down: Readonly<Record<string, string>> = {},
) {
  const clock = { ms: 0, now: () => clock.ms, monotonic: () => clock.ms };
  const calls = new ServiceCalls(clock);
  record(calls);
  clock.ms = 5000;
  const latencies = new LatencyHistory({ intervalMs: 5000 });
  const sources = Object.keys(hosts).map((id) => ({
    id,
    kind: 'libvirt',
    status: () => ({ reason: down[id] ?? null }) as SourceStatus,
  }));
  const hostOf = (source: string): string | null => hosts[source] ?? null;
  return { readings: readServices({ calls, latencies, hostId: 'h1', sources, hostOf }), latencies };
}

test('the program and the daemon of each source are services of their hosts', () => {
  const { readings, latencies } = read({ local: 'h1', far: 'h2', new: null }, (calls) => {
    calls.record(callOf('A', { peer: 'far', latencyMs: 500 }));
    calls.record(callOf('A', { peer: 'far', outcome: 'error' }));
    calls.record(callOf('A', { peer: 'new' }));
    calls.record(callOf('GET /', { direction: 'in', peer: 'network' }));
  });
  assert.deepEqual(
    readings.map(({ name, hostId, seconds, calls, errors, latency }) => [
      `${name}@${hostId}`,
      seconds,
      calls,
      errors,
      latency?.max ?? null,
    ]),
    [
      ['virtscope@h1', 5, 1, 0, 0.0015],
      ['libvirtd@h1', 5, 0, 0, null],
      ['libvirtd@h2', 5, 2, 1, 0.5],
    ],
  );
  const [interval] = latencies.of('libvirtd@h2', { start: 0, end: 5000 });
  assert.equal(interval?.methods.get('A')?.count, 2);
});

test('a daemon that two sources reach is one service, which answers where one of them is up', () => {
  const twice = { a: 'h1', b: 'h1' };
  const problemsOf = (down: Record<string, string>): (string | null)[] =>
    read(twice, () => {}, down).readings.map(({ problem }) => problem);
  assert.deepEqual(problemsOf({}), [null, null]);
  assert.deepEqual(problemsOf({ a: 'no answer' }), [null, null]);
  assert.deepEqual(problemsOf({ b: 'no answer' }), [null, null]);
  assert.deepEqual(problemsOf({ a: 'no answer', b: 'refused' }), [null, 'refused']);
  const { readings } = read(twice, (calls) => {
    for (const peer of ['a', 'b', 'b']) calls.record(callOf('A', { peer }));
  });
  assert.equal(readings[1]?.calls, 3);
});
