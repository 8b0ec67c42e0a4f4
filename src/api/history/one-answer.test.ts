import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readXapiUpdates } from '@virtscope/rrd';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { openStore } from '../../store/mod.ts';
import { makeTestApi, startTime, stillClock, type TestApi } from '../fixture.ts';

const lengths = [{ rowMs: 5000, rows: 24 }, { rowMs: 60_000, rows: 120 }]; // prettier-ignore
const id = (n: number): string => `6d6f7264-0000-4000-8000-00000000000${n}`;
const ids = { off: id(1), stuck: id(2), paused: id(3), removed: id(4) };
const metrics = ['cpu.0.usage', 'disk.vda.read.bytes', 'memory.available'];
type Kind = keyof typeof ids;
/** What a poll learns of an entity: values, or why they are unknown. */
type Polled = [Entity, Record<string, number>];

/** An api whose history is kept in a directory; closing it is what a restart begins with. */
async function openApi(directory: string, clock: TestApi['clock']): Promise<TestApi> {
  const archives = { VM: lengths, host: lengths, source: lengths };
  const store = await openStore({ directory, rows: 12, stepMs: 5000, archives, syncRows: 1, clock });
  const api = await makeTestApi({ store }, clock);
  return {
    ...api,
    async [Symbol.asyncDispose]() {
      await api.app.close();
      await store.close();
    },
  };
}

const stuck = { kind: 'stuck', reason: 'QEMU does not answer' } as const;

/** Puts a VM into the state that its kind is named by, as a source sets it. */
function change(kind: Kind, vm: Entity, time: number): void {
  if (kind === 'off') vm.state = 'shutoff';
  if (kind === 'paused') vm.state = 'paused';
  if (kind === 'stuck') vm.condition = { ...stuck, since: time };
}

/** What readers see of a VM. */
async function answers({ app }: TestApi, vm: string): Promise<object> {
  const get = async (url: string): Promise<unknown> => {
    const answer = await app.inject({ url, headers: { accept: 'application/json' } });
    assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`);
    return answer.json();
  };
  const { state, stateSince, stateAtLeast, condition } = (await get(`/vms/${vm}`)) as Record<string, unknown>;
  const { kind = null, since = null } = (condition ?? {}) as Record<string, unknown>;
  const listed = (await get(`/metrics/VM/${vm}`)) as { name: string; value: number; reasonCode: string }[];
  const chosen = (await get(`/metrics/VM/${vm}?metrics=disk.*.read.bytes`)) as { name: string }[];
  const one = (await get(`/metrics/VM/${vm}/cpu.0.usage/instantaneous?detail`)) as Record<string, unknown>;
  const events = (await get(`/metrics/VM/${vm}/events`)) as { events: { kind: string; time: number }[] };
  const updates = await app.inject(`/rrd_updates?json=1&cf=AVERAGE&start=${startTime / 1000}&vm_uuid=${vm}`);
  const dump = await app.inject(`/vm_rrd?json=true&uuid=${vm}`);
  return {
    state: [state, stateSince, stateAtLeast],
    condition: [kind, since],
    listed: listed.map(({ name, value, reasonCode }) => [name, value ?? reasonCode]),
    chosen: chosen.map(({ name }) => name),
    instantaneous: one['value'] ?? one['reasonCode'],
    updates: readXapiUpdates(updates.body).legend,
    dump: [dump.statusCode, dump.json<{ ds: unknown[] }>().ds.length],
    events: events.events
      .filter(({ kind: of }) => !of.startsWith('virtscope'))
      .map(({ kind: of, time }) => [of, time]),
  };
}

async function lastReasons({ app }: TestApi, vm: string): Promise<string[]> {
  const url = `/metrics/VM/${vm}/memory.available/history?start=-10`;
  const { data, reasons } = (await app.inject(url)).json() as {
    data: (number | null)[];
    reasons: Record<string, string>;
  };
  return data.map((value, i) => (value === null ? (reasons[i] ?? 'none') : 'value'));
}

test('a VM that is off, stuck, paused or removed gives one answer before and after a restart', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-one-answer-'));
  const clock = stillClock();
  const all = (cell: number): Record<string, number> =>
    Object.fromEntries(metrics.map((name) => [name, cell]));
  const values = all(0.5);
  const kinds = Object.keys(ids) as Kind[];
  let before: Map<Kind, object>;
  try {
    {
      await using api = await openApi(directory, clock);
      const self = api.enter('source', 'local');
      const vms = new Map(kinds.map((kind) => [kind, api.enter('VM', ids[kind], { name: kind })]));
      const of = (kind: Kind): Entity => vms.get(kind) as Entity;
      for (let i = 0; i < 3; i++)
        api.poll([...kinds.map((kind): Polled => [of(kind), values]), [self, { 'vms.total': 4 }]]);
      for (const kind of kinds) change(kind, of(kind), clock.time + 5000);
      api.series.remove(of('removed'));
      for (let i = 0; i < 3; i++) {
        const unknown: Polled[] = [
          [of('off'), all(Reason.notRunning)],
          [of('stuck'), all(Reason.stuck)],
        ];
        const known: Polled[] = [
          [self, { 'vms.total': 3 }],
          [of('paused'), values],
        ];
        api.poll(known, unknown);
      }
      before = new Map();
      for (const kind of kinds) before.set(kind, await answers(api, ids[kind]));
    }
    await using api = await openApi(directory, clock);
    const self = api.enter('source', 'local');
    const there = kinds.filter((kind) => kind !== 'removed');
    const vms = new Map(there.map((kind) => [kind, api.enter('VM', ids[kind], { name: kind })]));
    for (const [kind, vm] of vms) change(kind, vm, clock.time + 5000);
    // Of one that is off or stuck a source knows no more than that.
    for (let i = 0; i < 2; i++)
      api.poll([
        [self, { 'vms.total': 3 }],
        [vms.get('paused') as Entity, values],
      ]);
    for (const kind of kinds) assert.deepEqual(await answers(api, ids[kind]), before.get(kind), kind);
    const expected = { off: 'not-running', stuck: 'stuck', paused: 'value', removed: 'gone' };
    for (const kind of kinds)
      assert.deepEqual(await lastReasons(api, ids[kind]), [expected[kind], expected[kind]], kind);
    assert.deepEqual(
      (before.get('off') as { listed: unknown }).listed,
      metrics.map((name) => [name, 'not-running']),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
