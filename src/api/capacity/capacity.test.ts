import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onHost, type Entity } from '../../model/entity.ts';
import type { Fact, Facts } from '../../model/facts.ts';
import { getJson, makeTestApi, startTime } from '../fixture.ts';

const GiB = 2 ** 30;

function known<V>(value: V): Fact<V> {
  return { value, origin: 'definition', reason: null, time: startTime };
}

/** Facts of a machine of so many processors and bytes. */
function given(vcpus: number, memory: number): Pick<Entity, 'facts'> {
  const facts: Facts = { vcpus: known(vcpus), memory: known(memory) };
  return { facts };
}

test('GET capacity adds what machines were given, counts unknown sizes, and gives what still fits', async () => {
  await using api = await makeTestApi();
  const host = api.enter('host', 'f00d', { name: 'host3' });
  api.enter('VM', 'a', { name: 'db', ...given(8, 16 * GiB) });
  api.enter('VM', 'b', { name: 'web', state: 'paused', ...given(4, 4 * GiB) });
  api.enter('VM', 'c', { name: 'old', state: 'shutoff', ...given(2, 32 * GiB) });
  api.enter('VM', 'd', { name: 'new' });
  api.enter('VM', 'e', { name: 'elsewhere', parent: onHost('beef'), ...given(64, 64 * GiB) });
  api.poll([[host, { 'cpu.count': 8, 'memory.total': 64 * GiB }]]);
  const named = (name: string, id: string, state: string, vcpus: number | null, memory: number | null) => {
    return { id, name, state, vcpus, memory, uri: `/metrics/VM/${id}` };
  };
  assert.deepEqual(await getJson(api, '/hosts/f00d/capacity', 'Capacity'), {
    id: 'f00d',
    name: 'host3',
    time: startTime / 1000 + 5,
    machines: { running: 3, defined: 4 },
    vcpus: {
      physical: 8,
      running: { allocated: 12, unknown: 1 },
      defined: { allocated: 14, unknown: 1 },
      overcommit: 1.5,
    },
    memory: {
      physical: 64 * GiB,
      running: { allocated: 20 * GiB, unknown: 1 },
      defined: { allocated: 52 * GiB, unknown: 1 },
      overcommit: 20 / 64,
      reserve: 3.2 * GiB,
      fits: 64 * GiB - 20 * GiB - 3.2 * GiB,
    },
    largest: [
      named('old', 'c', 'shutoff', 2, 32 * GiB),
      named('db', 'a', 'running', 8, 16 * GiB),
      named('web', 'b', 'paused', 4, 4 * GiB),
      named('new', 'd', 'running', null, null),
    ],
  });
});

test('GET capacity takes what is measured where facts are not read yet', async () => {
  await using api = await makeTestApi();
  const host = api.enter('host', 'f00d');
  const vm = api.enter('VM', 'a');
  api.poll([
    [host, { 'cpu.count': 4, 'memory.total': 8 * GiB }],
    [vm, { 'cpu.count': 2, 'balloon.current': GiB }],
  ]);
  assert.partialDeepStrictEqual(await getJson(api, '/hosts/f00d/capacity', 'Capacity'), {
    vcpus: { running: { allocated: 2, unknown: 0 } },
    memory: { running: { allocated: GiB, unknown: 0 }, reserve: GiB, fits: 6 * GiB },
  });
});

test('GET capacity of a host that is not measured is unknown, never 0, and what is overcommitted leaves no room', async () => {
  await using api = await makeTestApi();
  const host = api.enter('host', 'f00d');
  api.enter('VM', 'a', given(2, 12 * GiB));
  api.poll([]);
  assert.partialDeepStrictEqual(await getJson(api, '/hosts/f00d/capacity', 'Capacity'), {
    vcpus: { physical: null, overcommit: null },
    memory: { physical: null, overcommit: null, reserve: null, fits: null },
  });
  api.poll([[host, { 'memory.total': 8 * GiB }]]);
  assert.partialDeepStrictEqual(await getJson(api, '/hosts/f00d/capacity', 'Capacity'), {
    memory: { overcommit: 1.5, fits: 0 },
  });
  const { statusCode } = await api.app.inject('/hosts/none/capacity');
  assert.equal(statusCode, 404);
});
