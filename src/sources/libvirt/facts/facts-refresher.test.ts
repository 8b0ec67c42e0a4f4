import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LibvirtClient } from '@virtscope/libvirt';
import { FakeClock, settle } from '../../../../test/fake-clock.ts';
import { createEntity } from '../../../model/entity.ts';
import { parseDomainXml } from '../decode/xml.ts';
import { uuidOf } from '../test-daemon.ts';
import { createVm, type Vm } from '../vm.ts';
import { FactsRefresher, type FactsRefresherOptions } from './facts-refresher.ts';
import { noteFactsEvent } from './facts-state.ts';

const EVERY_MS = 300_000;
const description = await parseDomainXml('<domain/>');

function aVm(n: number): Vm {
  const entity = createEntity(
    { class: 'VM', id: uuidOf(n), source: 's', name: `vm${n}`, state: 'running' },
    0,
  );
  const vm = createVm(entity, { name: `vm${n}`, uuid: uuidOf(n), id: n });
  return Object.assign(vm, { description, needsXml: false, active: true });
}

/** A refresher of these VMs, and what it does: `vm1` read, `vm1 jobs`, `lists`. */
function start(vms: readonly Vm[]) {
  const clock = new FakeClock(1_000_000);
  const done: string[] = [];
  const calls = { overdue: 0 };
  const client = { connection: { ended: false } };
  const lists = {
    readAt: -Infinity,
    read: async () => {
      done.push('lists');
      lists.readAt = clock.monotonic();
    },
  };
  const options: unknown = {
    clock,
    inventory: {
      all: () => vms.values(),
      get: (uuid: string) => vms.find(({ entity }) => entity.id === uuid),
    },
    connection: { client: async () => client as unknown as LibvirtClient, close: async () => {} },
    calls,
    lists,
    reader: {
      read: async (_client: unknown, { domain: { name } }: Vm) => void done.push(name),
      readJobs: async (_client: unknown, { domain: { name } }: Vm) => void done.push(`${name} jobs`),
      leave: ({ domain: { name } }: Vm) => void done.push(`${name} left`),
    },
    everyMs: EVERY_MS,
    random: () => 0.5,
  };
  const refresher = new FactsRefresher(options as FactsRefresherOptions);
  /** One round and all of its pauses. */
  const round = async (): Promise<string[]> => {
    refresher.tick();
    await clock.advance(20 * (vms.length + 1));
    return done.splice(0);
  };
  return { refresher, clock, calls, client, round, done };
}

describe('FactsRefresher', () => {
  it('reads every VM once, then not before a few minutes have passed', async () => {
    const { round, clock } = start([aVm(1), aVm(2)]);
    assert.deepEqual(await round(), ['lists', 'vm1', 'vm2']);
    assert.deepEqual(await round(), []);
    clock.pass(EVERY_MS);
    assert.deepEqual(await round(), ['lists', 'vm1', 'vm2']);
  });

  it('pauses after each VM, and begins no round while one is under way', async () => {
    const { refresher, clock, done } = start([aVm(1), aVm(2), aVm(3)]);
    refresher.tick();
    await settle();
    assert.deepEqual(done, ['lists', 'vm1']);
    refresher.tick();
    await clock.advance(20);
    assert.deepEqual(done, ['lists', 'vm1', 'vm2']);
  });

  it('asks nothing of a VM that is stuck, occupied, out of reach or not described yet', async () => {
    const [stopped, waiting, held, lost, unread, sound] = [
      aVm(1),
      aVm(2),
      aVm(3),
      aVm(4),
      aVm(5),
      aVm(6),
    ] as const;
    stopped.health.process = 'stopped';
    waiting.health.isQuarantined = true;
    held.health.occupation = { by: 'call', since: 0, hangs: false };
    lost.health.unreachable = 'no';
    unread.needsXml = true;
    const { round } = start([stopped, waiting, held, lost, unread, sound]);
    assert.deepEqual(await round(), ['lists', 'vm1 left', 'vm2 left', 'vm3 left', 'vm4 left', 'vm6']);
    Object.assign(stopped.health, { process: 'alive' });
    assert.deepEqual(
      (await round()).filter((name) => !name.endsWith('left')),
      ['vm1'],
    );
  });

  it('asks nothing at all while a call is late', async () => {
    const { round, calls } = start([aVm(1)]);
    calls.overdue = 1;
    assert.deepEqual(await round(), []);
    calls.overdue = 0;
    assert.deepEqual(await round(), ['lists', 'vm1']);
  });

  it('ends a round with its connection', async () => {
    const { refresher, client, clock, done } = start([aVm(1), aVm(2)]);
    refresher.tick();
    await settle();
    client.connection.ended = true;
    await clock.advance(1000);
    assert.deepEqual(done, ['lists', 'vm1']);
  });

  it('asks every ten seconds how far a job is, and nothing else', async () => {
    const vm = aVm(1);
    const { round, clock } = start([vm]);
    await round();
    noteFactsEvent(vm, 'migration-iteration', clock.monotonic());
    vm.entity.facts = { job: { value: 'migration', origin: 'hypervisor', reason: null, time: 0 } };
    clock.pass(10_000);
    assert.deepEqual(await round(), ['vm1 jobs']);
    assert.deepEqual(await round(), []);
    clock.pass(10_000);
    assert.deepEqual(await round(), ['vm1 jobs']);
    vm.entity.facts = {};
    clock.pass(10_000);
    assert.deepEqual(await round(), ['vm1 jobs']);
    clock.pass(10_000);
    assert.deepEqual(await round(), []);
  });

  it('reads a VM soon after an event, but not every second because of one', async () => {
    const vm = aVm(1);
    const { round, clock } = start([vm]);
    await round();
    noteFactsEvent(vm, 'balloon-change', clock.monotonic());
    assert.deepEqual(await round(), []);
    clock.pass(10_000);
    assert.deepEqual(await round(), ['vm1']);
    noteFactsEvent(vm, 'job-completed', clock.monotonic());
    assert.deepEqual(await round(), ['vm1']);
    assert.equal(noteFactsEvent(vm, 'device-added', clock.monotonic()), false);
  });

  it('lists autostart and snapshots again after a definition was read again', async () => {
    const vm = aVm(1);
    const { round, clock } = start([vm]);
    await round();
    clock.pass(1000);
    Object.assign(vm.factsState, { dueAt: 0, changedAt: clock.monotonic() });
    assert.deepEqual(await round(), ['lists', 'vm1']);
    vm.factsState.dueAt = 0;
    assert.deepEqual(await round(), ['vm1']);
  });

  it('ends when it is closed', async () => {
    const { refresher, clock, done } = start([aVm(1), aVm(2)]);
    refresher.tick();
    await settle();
    await refresher.close();
    refresher.tick();
    await clock.advance(1000);
    assert.deepEqual(done, ['lists', 'vm1']);
  });
});
