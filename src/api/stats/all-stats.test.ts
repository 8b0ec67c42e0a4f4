import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onHost } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { StatsProvider, StatsQuery } from '../../model/stats.ts';
import { makeTestApi } from '../fixture.ts';
import { AllStats } from './all-stats.ts';
import { hostNamed, toStatsQuery } from './query.ts';

const all: StatsQuery = { vms: null, groups: 0, flags: 0 };

/** Two hosts, `a` and `b`, with a VM each and one called `twin` on both, and what their sources were asked. */
async function makeTwo(bAnswers: () => Promise<void>) {
  const api = await makeTestApi();
  const asked: string[] = [];
  const provider = (source: string, answers: () => Promise<void>): StatsProvider => ({
    domainStats: async ({ vms }) => {
      asked.push(`${source} ${vms?.join() ?? 'all'}`);
      await answers();
      const uuids = vms ?? [`${source}1`, `${source}2`];
      return { time: source === 'a' ? 2 : 1, records: uuids.map((uuid) => ({ uuid, name: uuid, params: [], partial: null })) }; // prettier-ignore
    },
  });
  const rows = ['a', 'b'].flatMap((source) => [
    api.enter('host', `host-${source}`, { name: source, source }),
    api.enter('VM', `${source}1`, { source, parent: onHost(`host-${source}`) }),
    api.enter('VM', `${source}2`, { name: 'twin', source, parent: onHost(`host-${source}`) }),
  ]);
  api.poll(rows.map((entity) => [entity, { 'cpu.usage': 0.5 }]));
  const providers = new Map([['a', provider('a', async () => undefined)], ['b', provider('b', bAnswers)]]); // prettier-ignore
  const { store, clock } = api;
  const stats = new AllStats({
    providers: () => providers,
    store,
    clock,
    closing: new AbortController().signal,
  });
  return { api, asked, stats, store };
}

const isDown = (): Promise<void> => Promise.reject(new InputError('SOURCE_UNAVAILABLE', 'b is down'));

test('all VMs are those of all sources, of one host those of its source', async () => {
  const { api, asked, stats, store } = await makeTwo(async () => undefined);
  await using _api = api;
  const { time, records, missing } = await stats.answer(all);
  assert.deepEqual(
    [time, records.map(({ uuid }) => uuid), missing],
    [1, ['a1', 'a2', 'b1', 'b2'], undefined],
  );
  assert.equal((await stats.answer(all, hostNamed(store, 'b').id)).records.length, 2);
  const some = await stats.answer({ ...all, vms: ['b1', 'a1'] });
  assert.deepEqual(
    some.records.map(({ uuid }) => uuid),
    ['b1', 'a1'],
  );
  assert.deepEqual((await stats.answer({ ...all, vms: [] })).records, []);
  assert.deepEqual(asked, ['a all', 'b all', 'b b1', 'a a1']);
});

test('a source that does not answer is named beside the rest; alone it is the answer', async () => {
  const { api, stats } = await makeTwo(isDown);
  await using _api = api;
  const { records, missing } = await stats.answer(all);
  assert.equal(records.length, 2);
  assert.deepEqual(missing, [{ source: 'b', host: 'b', reason: 'b is down' }]);
  await assert.rejects(stats.answer(all, 'host-b'), { code: 'SOURCE_UNAVAILABLE' });
});

test('a list of VMs on two hosts is refused, as one connection cannot answer it', async () => {
  const { api, store } = await makeTwo(isDown);
  await using _api = api;
  const query = (...vms: string[]) => toStatsQuery(store, { vms, groups: undefined, stats: 0, flags: [] });
  assert.deepEqual(query('a1', 'a2').vms, ['a1', 'a2']);
  assert.throws(() => query('a1', 'b1'), { code: 'LIST_SPANS_HOSTS', message: /2 hosts: a, b/ });
  assert.throws(() => query('twin'), { code: 'NAME_AMBIGUOUS' });
});
