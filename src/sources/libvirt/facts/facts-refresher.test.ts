import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LibvirtClient } from '@virtscope/libvirt';
import { FakeClock, settle } from '../../../../test/fake-clock.ts';
import { createEntity } from '../../../model/entity.ts';
import { parseDomainXml } from '../decode/xml.ts';
import { uuidOf } from '../test-daemon.ts';
import { createVm, type Vm } from '../vm.ts';
import { FactsRefresher, type FactsRefresherOptions } from './facts-refresher.ts';
import { noteChange, noteFactsEvent } from './facts-state.ts';

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
  const jobs = {
    mayAsk: true,
    /** Whether a poll begins during the next reading. */
    isInterrupted: false,
    read: async (_client: unknown, { domain: { name } }: Vm) => {
      done.push(`${name} jobs`);
      return !jobs.isInterrupted;
    },
    leave: ({ domain: { name } }: Vm) => void done.push(`${name} left`),
  };
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
      readSize: () => undefined,
    },
    jobs,
    everyMs: EVERY_MS,
    random: () => 0.5,
  };
  const refresher = new FactsRefresher(options as FactsRefresherOptions);
  /** One round and all of its pauses. */
  const round = async (): Promise<string[]> => {
    refresher.tick();
    await clock.advance(20 * (vms.length + 1));
    return taken();
  };
  /** All that was done since, but jobs; and the jobs. */
  const taken = (): string[] => {
    const all = done.splice(0);
    jobsDone.splice(0, Infinity, ...all.filter((name) => name.endsWith('jobs')));
    return all.filter((name) => !name.endsWith('jobs'));
  };
  const jobsDone: string[] = [];
  return { refresher, clock, calls, client, jobs, jobsDone, round, taken };
}

const many = (count: number): Vm[] => Array.from({ length: count }, (_, at) => aVm(at + 1));
const names = (from: number, to: number, rest = ''): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `vm${from + at}${rest}`);

describe('FactsRefresher', () => {
  it('reads every VM once, then not before a few minutes have passed', async () => {
    const { round, clock } = start([aVm(1), aVm(2)]);
    assert.deepEqual(await round(), ['lists', 'vm1', 'vm2']);
    assert.deepEqual(await round(), []);
    clock.pass(EVERY_MS);
    assert.deepEqual(await round(), ['lists', 'vm1', 'vm2']);
  });

  it('reads fifty VMs a second after the first ten, also where a reading takes its time', async () => {
    const { refresher, clock, taken } = start(many(200));
    refresher.tick();
    await settle();
    assert.deepEqual(taken(), ['lists', ...names(1, 10)]);
    await clock.advance(1000);
    assert.deepEqual(taken(), names(11, 60));
    // No more than ten are made up for after a moment in which the event loop was busy.
    clock.pass(1000);
    await clock.advance(0);
    assert.deepEqual(taken(), names(61, 70));
  });

  it('has a round that is under way go on with what changed', async () => {
    const vms = many(100);
    const { refresher, clock, taken } = start(vms);
    refresher.tick();
    await settle();
    taken();
    noteFactsEvent(vms[3] as Vm, 'job-completed', clock.monotonic());
    refresher.tick();
    await clock.advance(60);
    assert.deepEqual(taken(), ['vm4', 'vm11', 'vm12']);
  });

  it('reads jobs apart, and none once a poll has begun', async () => {
    const { refresher, clock, jobs, jobsDone, round, taken } = start(many(30));
    refresher.tick();
    await clock.advance(40);
    taken();
    assert.deepEqual(jobsDone, names(1, 12, ' jobs'));
    jobs.mayAsk = false;
    await clock.advance(400);
    assert.deepEqual(taken(), names(13, 30));
    assert.deepEqual(jobsDone, []);
    jobs.mayAsk = true;
    await round();
    assert.deepEqual(jobsDone, names(13, 30, ' jobs'));
  });

  it('reads the jobs of a VM anew that a poll interrupted, before others', async () => {
    const { jobs, jobsDone, round } = start([aVm(1), aVm(2)]);
    jobs.isInterrupted = true;
    await round();
    jobs.isInterrupted = false;
    await round();
    assert.deepEqual(jobsDone, ['vm1 jobs', 'vm2 jobs']);
    await round();
    assert.deepEqual(jobsDone, []);
  });

  it('reads jobs of VMs that are known to have one first, then of those that changed', async () => {
    const vms = many(3);
    const { clock, jobsDone, round } = start(vms);
    await round();
    clock.pass(EVERY_MS);
    const [, changed, known] = vms as [Vm, Vm, Vm];
    noteFactsEvent(changed, 'job-completed', clock.monotonic());
    known.entity.facts = { job: { value: 'migration', origin: 'hypervisor', reason: null, time: 0 } };
    await round();
    assert.deepEqual(jobsDone, ['vm3 jobs', 'vm2 jobs', 'vm1 jobs']);
  });

  it('asks nothing of a VM that is stuck, occupied, out of reach or not described yet', async () => {
    const [stopped, waiting, held, lost, unread, sound] = many(6) as [Vm, Vm, Vm, Vm, Vm, Vm];
    stopped.health.process = 'stopped';
    waiting.health.isQuarantined = true;
    held.health.occupation = { by: 'call', since: 0, hangs: false };
    lost.health.unreachable = 'no';
    unread.needsXml = true;
    const { jobsDone, round } = start([stopped, waiting, held, lost, unread, sound]);
    assert.deepEqual(await round(), ['vm1 left', 'vm2 left', 'vm3 left', 'vm4 left', 'lists', 'vm6']);
    assert.deepEqual(jobsDone, ['vm6 jobs']);
    Object.assign(stopped.health, { process: 'alive' });
    assert.deepEqual(
      (await round()).filter((name) => !name.endsWith('left')),
      ['vm1'],
    );
  });

  it('reads no jobs of a VM that is off', async () => {
    const { jobsDone, round } = start([Object.assign(aVm(1), { active: false })]);
    assert.deepEqual(await round(), ['lists', 'vm1']);
    assert.deepEqual(jobsDone, []);
  });

  it('asks nothing but jobs while a call is late', async () => {
    const { round, calls } = start([aVm(1)]);
    calls.overdue = 1;
    assert.deepEqual(await round(), []);
    calls.overdue = 0;
    assert.deepEqual(await round(), ['lists', 'vm1']);
  });

  it('ends a round with its connection', async () => {
    const { refresher, client, clock, taken } = start(many(20));
    refresher.tick();
    await settle();
    client.connection.ended = true;
    await clock.advance(1000);
    assert.deepEqual(taken(), ['lists', ...names(1, 10)]);
  });

  it('asks every ten seconds how far a job is, and nothing else', async () => {
    const vm = aVm(1);
    const { round, clock, jobsDone } = start([vm]);
    const jobsOfRound = async (): Promise<string[]> => [...(await round()), ...jobsDone];
    await round();
    noteFactsEvent(vm, 'migration-iteration', clock.monotonic());
    vm.entity.facts = { job: { value: 'migration', origin: 'hypervisor', reason: null, time: 0 } };
    clock.pass(10_000);
    assert.deepEqual(await jobsOfRound(), ['vm1 jobs']);
    assert.deepEqual(await jobsOfRound(), []);
    clock.pass(10_000);
    assert.deepEqual(await jobsOfRound(), ['vm1 jobs']);
    vm.entity.facts = {};
    clock.pass(10_000);
    assert.deepEqual(await jobsOfRound(), ['vm1 jobs']);
    clock.pass(10_000);
    assert.deepEqual(await jobsOfRound(), []);
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
    vm.factsState.changedAt = clock.monotonic();
    noteChange(vm);
    assert.deepEqual(await round(), ['lists', 'vm1']);
    noteChange(vm);
    assert.deepEqual(await round(), ['vm1']);
  });

  it('ends when it is closed', async () => {
    const { refresher, clock, taken } = start(many(20));
    refresher.tick();
    await settle();
    await refresher.close();
    refresher.tick();
    await clock.advance(1000);
    assert.deepEqual(taken(), ['lists', ...names(1, 10)]);
  });
});
