import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { withChanges } from '../../../console/src/data/table/changes.ts';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { getJson, makeTestApi, type TestApi } from '../fixture.ts';
import type { Services } from '../context.ts';
import { TableRows } from '../table/table-rows.ts';
import type { Table, TableChanges } from '../wire/table.ts';
import { TableFeed } from './table-feed.ts';
import type { FeedEvent } from './mod.ts';
import { Listener } from './test-listener.ts';

const columns = 'cpu.usage,memory.used';
const facts = 'description,tags';
const address = `/metrics/VM?columns=${columns}&facts=${facts}`;

/** Numbers as they are in a table that is compared: without ages, and an empty list of reasons is none. */
function comparable(table: Table): unknown {
  const reasons = Object.entries(table.reasons).filter(([, codes]) => Object.keys(codes).length > 0);
  const conditions = table.conditions.map((one) => one && { ...one, age: 0 });
  return { ...table, conditions, reasons: Object.fromEntries(reasons) };
}

/** A table that follows the events of a stream. */
class Follower {
  readonly #listener: Listener;
  table: Table | null = null;
  readonly kinds: string[] = [];

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  static async open(api: TestApi, query = ''): Promise<Follower> {
    const follower = new Follower(await Listener.open(api, `${address}&deltas=1${query}`));
    await follower.step();
    return follower;
  }

  async step(): Promise<void> {
    const [kind = '', data] = (await this.#listener.next()) ?? [];
    this.kinds.push(kind);
    if (kind === 'table') this.table = data as Table;
    else this.table = this.table && withChanges(this.table, data as TableChanges);
  }

  close(): Promise<void> {
    return this.#listener.close();
  }
}

test('a live table in changes sends the cells and the rows that changed, and the whole table when others are in it', async () => {
  await using api = await makeTestApi();
  const vms = Array.from({ length: 10 }, (_, i) => api.enter('VM', `vm-${i}`));
  const poll = (value: (i: number) => number): void => {
    api.poll(vms.map((vm, i) => [vm, { 'cpu.usage': value(i), 'memory.used': 1e9 }]));
  };
  poll(() => 0.5);
  const listener = await Listener.open(api, `${address}&deltas=1`);
  assert.equal((await listener.next())?.[0], 'table');
  const none = { lists: {}, facts: {}, cells: {}, columns: {}, reasons: {} };
  const changes = async (): Promise<object> => {
    const [name, data] = (await listener.next()) ?? [];
    assert.equal(name, 'changes');
    const { time: _, ...rest } = data as TableChanges;
    return rest;
  };
  poll(() => 0.500_000_01);
  assert.deepEqual(await changes(), none, 'what is shown is the same');
  poll((i) => (i === 3 ? 0.25 : 0.5));
  assert.deepEqual(await changes(), { ...none, cells: { 'cpu.usage': [[3], [0.25]] } });
  poll((i) => i);
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  assert.deepEqual(await changes(), { ...none, columns: { 'cpu.usage': all } });
  (vms[7] as Entity).state = 'paused';
  poll((i) => i);
  assert.deepEqual(await changes(), { ...none, lists: { states: [[7], ['paused']] } });
  (vms[2] as Entity).condition = { kind: 'stuck', since: api.clock.time, reason: 'QEMU does not answer' };
  poll((i) => i);
  const stuck = { kind: 'stuck', since: api.clock.time / 1000 - 5, atLeast: false, age: 5, reason: 'QEMU does not answer' }; // prettier-ignore
  assert.deepEqual(await changes(), { ...none, lists: { conditions: [[2], [stuck]] } });
  poll((i) => i);
  assert.deepEqual(await changes(), none, 'that a condition is older is no change');
  api.poll(vms.slice(1).map((vm, i) => [vm, { 'cpu.usage': i + 1, 'memory.used': 1e9 }]), [[vms[0] as Entity, { 'cpu.usage': Reason.stuck, 'memory.used': Reason.stuck }]]); // prettier-ignore
  const nothing = [[0], [null]];
  assert.deepEqual(await changes(), {
    ...none,
    cells: { 'cpu.usage': nothing, 'memory.used': nothing },
    reasons: { 'cpu.usage': { 0: 'stuck' }, 'memory.used': { 0: 'stuck' } },
  });
  vms.push(api.enter('VM', 'vm-new'));
  poll((i) => i);
  assert.equal((await listener.next())?.[0], 'table');
  await listener.close();
});

test('a reader that comes between an append and its event gets the table that the event is of', async () => {
  await using api = await makeTestApi();
  const { store, clock } = api;
  const left = new AbortController();
  const tableRows = new TableRows({ store, clock, lights: { of: () => null }, closing: left.signal });
  const services = { store, clock, stepMs: 5000, tableRows } as unknown as Services;
  const vm = api.enter('VM', 'a');
  const poll = (usage: number): void => api.poll([[vm, { 'cpu.usage': usage }]]);
  const feed = new TableFeed(services, 'VM', {
    columns: ['cpu.usage'],
    facts: [],
    selector: null,
    deltas: true,
  });
  const textOf = (events: FeedEvent[]): string => events.map(([name, json]) => `${name} ${[...json].join('')}`).join(); // prettier-ignore
  poll(0.25);
  const first = textOf(await feed.fresh());
  vm.name = 'b';
  poll(0.5);
  assert.equal(textOf(await feed.fresh()), first);
  const text = textOf(await feed.next());
  assert.match(text, /^changes .*"names":\[\[0\],\["b"\]\].*"columns":\{"cpu.usage":\[0\.5\]\}/);
  left.abort();
});

test('deltas are of a live table alone', async () => {
  await using api = await makeTestApi();
  const { statusCode, body } = await api.app.inject(`${address}&deltas=1`);
  assert.equal(statusCode, 400, body);
});

const change = fc.oneof(
  fc.record({ kind: fc.constant('state' as const), vm: fc.nat(5), text: fc.constantFrom('running', 'paused', 'shutoff') }), // prettier-ignore
  fc.record({ kind: fc.constant('name' as const), vm: fc.nat(5), text: fc.constantFrom('a', 'm', 'z') }),
  fc.record({ kind: fc.constant('condition' as const), vm: fc.nat(5), text: fc.constantFrom('', 'stuck') }),
  fc.record({ kind: fc.constant('fact' as const), vm: fc.nat(5), text: fc.constantFrom('', 'x', 'y') }),
  fc.record({ kind: fc.constant('remove' as const), vm: fc.nat(5), text: fc.constant('') }),
  fc.record({ kind: fc.constant('join' as const), vm: fc.constant(0), text: fc.constant('') }),
);
const value = fc.constantFrom(0, 0.25, 0.5, 1e9, Number.NaN);
const tick = fc.record({
  changes: fc.array(change, { maxLength: 2 }),
  values: fc.array(value, { minLength: 12, maxLength: 12 }),
});

test('a table that follows the changes is the table that a new reader gets, also for one that comes later', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tick, { minLength: 1, maxLength: 8 }), fc.boolean(), async (ticks, selects) => {
      await using api = await makeTestApi();
      const query = selects ? `&select=${encodeURIComponent('cpu>20% or is:paused')}` : '';
      const vms = Array.from({ length: 6 }, (_, i) => api.enter('VM', `vm-${i}`));
      const there = new Set(vms);
      const poll = (values: readonly number[]): void => {
        const known: [Entity, Record<string, number>][] = [];
        const unknown: [Entity, Record<string, number>][] = [];
        for (const [i, vm] of vms.entries()) {
          if (!there.has(vm)) continue;
          for (const [j, metric] of ['cpu.usage', 'memory.used'].entries()) {
            const of = values[i * 2 + j] ?? 0;
            if (Number.isNaN(of)) unknown.push([vm, { [metric]: Reason.stuck }]);
            else known.push([vm, { [metric]: of }]);
          }
        }
        api.poll(known, unknown);
      };
      poll(Array.from({ length: 12 }, () => 0.5));
      const followers = [await Follower.open(api, query)];
      for (const { changes, values } of ticks) {
        for (const { kind, vm: place, text } of changes) {
          const vm = vms[place] as Entity;
          if (kind === 'state') vm.state = text;
          if (kind === 'name') vm.name = text;
          if (kind === 'condition') vm.condition = text ? { kind: 'stuck', since: 1e12, reason: text } : null;
          if (kind === 'fact') vm.facts = text ? { description: { value: text, origin: 'metadata', reason: null, time: 1e12 } } : {}; // prettier-ignore
          if (kind === 'remove' && there.size > 1 && there.delete(vm)) api.series.remove(vm);
          if (kind === 'join') followers.push(await Follower.open(api, query));
        }
        poll(values);
        for (const follower of followers) await follower.step();
        const fresh = (await getJson(api, address + query, 'Table')) as Table;
        for (const { table } of followers) assert.deepEqual(comparable(table as Table), comparable(fresh));
      }
      for (const follower of followers) await follower.close();
    }),
    { numRuns: 12 },
  );
});
