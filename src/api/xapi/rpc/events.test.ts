import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnQueue } from '../../../lib/async/turn-queue.ts';
import type { Entity } from '../../../model/entity.ts';
import { makeTestApi, type TestApi } from '../../fixture.ts';
import { eventsFrom, tokenOf, type EventsOptions } from './events.ts';
import { Inventory } from '../records/inventory.ts';
import { Sessions } from '../session/sessions.ts';

const local = { by: 'local', name: 'local', role: 'admin', purpose: null, tokenId: null } as const;

const db = '6d6f7264-0000-4000-8000-000000000001';
const web = '6d6f7264-0000-4000-8000-000000000002';

interface Follower {
  readonly inventory: Inventory;
  readonly sessions: Sessions;
  /** Class, operation and end of the reference of each event after the token. */
  readonly after: (token: string, wanted?: string[], options?: Partial<EventsOptions>) => Promise<string[]>;
}

function follow(api: TestApi): Follower {
  const { store, clock } = api;
  const services = {
    store,
    clock,
    version: '0.0.0',
    closing: new AbortController().signal,
    turns: new TurnQueue(),
  };
  const inventory = new Inventory(services);
  const sessions = new Sessions({ clock });
  const session = sessions.open(local);
  return {
    inventory,
    sessions,
    async after(token, wanted = ['vm'], options = {}) {
      const left = new AbortController().signal;
      const { events } = await eventsFrom({ services, inventory, session, wanted, token, seconds: 0, left, ...options }); // prettier-ignore
      return events.map(({ class: cls, operation, ref }) => `${cls} ${operation} ${ref.slice(-1)}`);
    },
  };
}

function values(vm: Entity): [Entity, Record<string, number>] {
  return [vm, { 'cpu.usage': 0.5 }];
}

test('eventsFrom gives what was added, changed and removed since a token', async () => {
  await using api = await makeTestApi();
  const { inventory, after } = follow(api);
  const vm = api.enter('VM', db);
  api.poll([values(vm)]);
  const first = await tokenOf(inventory);
  assert.deepEqual(await after(''), ['vm add 1']);
  assert.deepEqual(await after(first), []);

  const other = api.enter('VM', web);
  vm.state = 'paused';
  api.poll([values(vm), values(other)]);
  assert.deepEqual(await after(first), ['vm mod 1', 'vm add 2']);
  assert.deepEqual(await after(''), ['vm add 1', 'vm add 2']);
  const second = await tokenOf(inventory);

  api.poll([values(vm), values(other)]);
  assert.equal(await tokenOf(inventory), second);

  api.series.remove(other);
  api.poll([values(vm)]);
  assert.deepEqual(await after(second), ['vm del 2']);
  assert.deepEqual(await after(first), ['vm del 2', 'vm mod 1']);
});

test('eventsFrom gives devices that are added and removed', async () => {
  await using api = await makeTestApi();
  const { inventory, after } = follow(api);
  const vm = api.enter('VM', db);
  api.poll([values(vm)]);
  const first = await tokenOf(inventory);
  vm.devices = [{ kind: 'disk', key: 'vdb', labels: {} }];
  api.poll([values(vm)]);
  const operations = async (token: string): Promise<string[]> => {
    return (await after(token, ['VBD'])).map((event) => event.slice(0, 7));
  };
  assert.deepEqual(await operations(first), ['vbd add']);
  const second = await tokenOf(inventory);
  vm.devices = [];
  api.poll([values(vm)]);
  assert.deepEqual(await operations(second), ['vbd del']);
});

test('eventsFrom gives events of the classes and objects that are wanted', async () => {
  await using api = await makeTestApi();
  const { after } = follow(api);
  const vms = [api.enter('VM', db), api.enter('VM', web)];
  api.poll(vms.map(values));
  const f = async (wanted: string[], want: string[]): Promise<void> => {
    const found = (await after('', wanted)).map((event) => event.split(' ')[0]);
    assert.deepEqual(found, want, wanted.join());
  };
  await f(['VM'], ['vm', 'vm']);
  await f([`Vm/OpaqueRef:${db}`], ['vm']);
  await f(['host', 'task'], []);
  await f(['vm_metrics', 'pool'], ['pool', 'vm_metrics', 'vm_metrics']);
  await f(['*'], ['pool', 'vm', 'vm_metrics', 'vm', 'vm_metrics']);
});

test('eventsFrom waits for the next change, not for the next batch', async () => {
  await using api = await makeTestApi();
  const { inventory, after } = follow(api);
  const vm = api.enter('VM', db);
  api.poll([values(vm)]);
  // A clock on which the time to wait never comes.
  api.clock.sleep = () => new Promise(() => {});
  let isThere = false;
  const waiting = after(await tokenOf(inventory), ['vm'], { seconds: 60 }).finally(() => (isThere = true));
  await new Promise(setImmediate);
  api.poll([values(vm)]);
  await new Promise(setImmediate);
  assert.equal(isThere, false);
  vm.name = 'renamed';
  api.poll([values(vm)]);
  assert.deepEqual(await waiting, ['vm mod 1']);
});

test('eventsFrom ends with the session', async () => {
  await using api = await makeTestApi();
  const { inventory, sessions, after } = follow(api);
  api.clock.sleep = (_ms, signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))); // prettier-ignore
  const session = sessions.open(local);
  const waiting = after(await tokenOf(inventory), ['vm'], { seconds: 60, session });
  sessions.close(session.ref);
  await assert.rejects(waiting, { code: 'SESSION_INVALID' });
});

test('eventsFrom refuses tokens it cannot continue from', async () => {
  await using api = await makeTestApi();
  const { inventory, after } = follow(api);
  api.poll([values(api.enter('VM', db))]);
  const generation = Number((await tokenOf(inventory)).slice(0, 20));
  const f = (token: string, code: string): Promise<void> => assert.rejects(after(token), { code });
  await f('x', 'EVENT_FROM_TOKEN_PARSE_FAILURE');
  await f('1', 'EVENT_FROM_TOKEN_PARSE_FAILURE');
  await f('1,0', 'EVENTS_LOST');
  await f(`${generation + 1},0`, 'EVENTS_LOST');
  await assert.rejects(after('', Array(1001).fill('vm')), { code: 'EVENT_SUBSCRIPTION_PARSE_FAILURE' });
});
