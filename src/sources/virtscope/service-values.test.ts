import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason } from '../../model/reason.ts';
import { createVirtscopeSource, type ServiceReading } from './mod.ts';

const latency = { p50: 0.001, p90: 0.002, p99: 0.5, max: 3 };

function readingOf(details: Partial<ServiceReading> = {}): ServiceReading {
  return {
    name: 'libvirtd',
    hostId: 'h1',
    problem: null,
    seconds: 5,
    calls: 10,
    errors: 2,
    latency,
    ...details,
  };
}

/** A source whose services are given poll by poll. */
function sourceOf(...polls: readonly (readonly ServiceReading[])[]) {
  const clock = { ms: 1000, now: () => clock.ms, monotonic: () => clock.ms, sleep: async () => {} };
  let next = 0;
  const source = createVirtscopeSource({
    hostId: 'h1',
    clock,
    intervalMs: 5000,
    state: () => ({ condition: null, waitingRows: 0, certificateExpiresAt: null }),
    services: () => polls[next++] ?? [],
  });
  return async () => {
    clock.ms += 5000;
    const { series, values, reasons, complete } = await source.poll(new AbortController().signal);
    const entities = new Map([...series.entities()].map((entity) => [entity.id, entity]));
    const read = (id: string, metric: string): number | string => {
      const entity = entities.get(id);
      const slot = entity && series.find(entity, metric);
      if (slot === undefined) return 'no series';
      const value = values[slot] as number;
      return Number.isNaN(value) ? `reason ${reasons[slot]}` : value;
    };
    return { entities, complete, read };
  };
}

test('a service has rates per second and latencies; it is on its host', async () => {
  const { entities, complete, read } = await sourceOf([readingOf({ hostId: 'h2' })])();
  assert.deepEqual(entities.get('libvirtd@h2')?.parent, { class: 'host', id: 'h2' });
  assert.deepEqual(complete, ['service']);
  assert.deepEqual(
    ['messages.rate', 'messages.errors.rate', 'latency.p50', 'latency.p90', 'latency.p99', 'latency.max'].map(
      (metric) => read('libvirtd@h2', metric),
    ),
    [2, 0.4, 0.001, 0.002, 0.5, 3],
  );
});

test('without a call the rate is 0 and the latency unknown; without an interval both are unknown', async () => {
  const poll = sourceOf(
    [readingOf({ calls: 0, errors: 0, latency: null })],
    [readingOf({ seconds: 0, calls: 0, errors: 0, latency: null })],
  );
  const idle = await poll();
  assert.equal(idle.read('libvirtd@h1', 'messages.rate'), 0);
  assert.equal(idle.read('libvirtd@h1', 'latency.p99'), `reason ${Reason.idle}`);
  const none = await poll();
  assert.equal(none.read('libvirtd@h1', 'messages.rate'), `reason ${Reason.firstSample}`);
});

test('the calls that it serves are of its own entity, which is there without a reading too', async () => {
  const poll = sourceOf([readingOf({ name: 'virtscope' })], []);
  const first = await poll();
  assert.deepEqual([...first.entities.keys()], ['virtscope@h1']);
  assert.equal(first.read('virtscope@h1', 'messages.rate'), 2);
  const second = await poll();
  assert.deepEqual([...second.entities.keys()], ['virtscope@h1']);
  assert.equal(second.read('virtscope@h1', 'history.waiting'), 0);
});

test('a service that is not reached says why and since when, and one that is not read any more is gone', async () => {
  const down = readingOf({ problem: 'no answer' });
  const poll = sourceOf([down], [down], [readingOf()], []);
  const conditionOf = async () => (await poll()).entities.get('libvirtd@h1')?.condition;
  const condition = { kind: 'unreachable', since: 6000, reason: 'no answer' };
  assert.deepEqual(await conditionOf(), condition);
  assert.deepEqual(await conditionOf(), condition);
  assert.equal(await conditionOf(), null);
  assert.equal((await poll()).entities.has('libvirtd@h1'), false);
});
