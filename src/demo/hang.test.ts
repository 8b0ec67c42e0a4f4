import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  STATS_FLAG,
  STATS_GROUP,
  type DomainStats,
  type LibvirtClient,
  type LibvirtError,
} from '@virtscope/libvirt';
import { settle } from '../../test/fake-clock.ts';
import { failure, startTestDemo, type TestDemo } from './test-demo.ts';

const { nowait } = STATS_FLAG;
const FREE = STATS_GROUP.state | STATS_GROUP.interface;

/** Whether a promise is still open after the server has had every chance to answer. */
function watch<T>(promise: Promise<T>): { readonly ended: boolean; readonly promise: Promise<T> } {
  const seen = { ended: false, promise };
  void promise.then(
    () => (seen.ended = true),
    () => (seen.ended = true),
  );
  return seen;
}

/** Waits until the calls sent so far have reached the server and whatever can be answered is. */
async function served(client: LibvirtClient): Promise<void> {
  await client.hostname();
  await settle();
}

const of = (records: readonly DomainStats[], name: string) =>
  new Map(
    records.find(({ domain }) => domain.name === name)!.params.map(({ field, value }) => [field, value]),
  );

async function withHung(options: { latencyUs?: number } = {}): Promise<TestDemo> {
  const demo = await startTestDemo(options);
  demo.server.command('web-01', 'hang');
  return demo;
}

describe('a hung guest', () => {
  it('keeps the first call that needs its monitor, NOWAIT or not, until it wakes', async () => {
    for (const flags of [0, nowait]) {
      await using demo = await withHung();
      await using client = await demo.connect();
      await using other = await demo.connect();
      const stuck = watch(client.getAllDomainStats(0x3f, flags));
      await served(client);
      await demo.clock.advance(600_000);
      await served(other);
      assert.equal(stuck.ended, false);
      demo.server.command('web-01', 'wake');
      const records = await stuck.promise;
      assert.equal(records.length, 13);
      assert.ok(of(records, 'web-01').has('block.0.rd.reqs'));
    }
  });

  it('has a partial record for a later NOWAIT call at once, and for any other after 30 seconds', async () => {
    await using demo = await withHung();
    await using holder = await demo.connect();
    await using client = await demo.connect();
    const stuck = watch(holder.getAllDomainStats(0x3f));
    await served(holder);
    const partial = of(await client.getAllDomainStats(0x3f, nowait), 'web-01');
    assert.equal(partial.get('state.state'), 1);
    assert.ok(partial.has('cpu.time') && partial.has('vcpu.0.delay') && partial.has('net.0.rx.bytes'));
    assert.ok(partial.has('block.0.path') && partial.has('balloon.current'));
    assert.ok(
      !partial.has('block.0.rd.reqs') &&
        !partial.has('balloon.rss') &&
        !partial.has('cpu.haltpoll.fail.time'),
    );
    const patient = watch(client.getAllDomainStats(0x3f));
    await served(client);
    await demo.clock.advance(29_999);
    await served(client);
    assert.equal(patient.ended, false);
    await demo.clock.advance(1);
    assert.ok(!of(await patient.promise, 'web-01').has('block.0.rd.reqs'));
    assert.equal(stuck.ended, false);
  });

  it('delays no call that leaves it out or needs no monitor', async () => {
    await using demo = await withHung();
    await using client = await demo.connect();
    const domains = await client.listAllDomains();
    const web = domains.find(({ name }) => name === 'web-01')!;
    assert.equal((await client.getAllDomainStats(FREE)).length, 13);
    const others = domains.filter((domain) => domain !== web);
    assert.equal((await client.domainListGetStats(others, 0x3f)).length, 12);
    assert.deepEqual(await client.domainState(web), { state: 1, reason: 1 });
    assert.equal((await client.domainInfo(web)).state, 1);
    assert.match(await client.domainXml(web), /<name>web-01</);
  });

  it('is found by its control info once a call is stuck, with the age', async () => {
    await using demo = await withHung();
    await using client = await demo.connect();
    const web = await client.lookupByName('web-01');
    assert.deepEqual(await client.controlInfo(web), { state: 0, details: 0, stateTimeMs: 0n });
    const stuck = watch(client.domainGetStats(web, STATS_GROUP.block));
    await served(client);
    await demo.clock.advance(4321);
    assert.deepEqual(await client.controlInfo(web), { state: 2, details: 0, stateTimeMs: 4321n });
    demo.server.command('web-01', 'wake');
    await stuck.promise;
    assert.equal((await client.controlInfo(web)).state, 0);
  });

  it('lets calls about its memory and disks fail after 30 seconds', async () => {
    await using demo = await withHung();
    await using client = await demo.connect();
    const web = await client.lookupByName('web-01');
    const stuck = watch(client.domainGetStats(web));
    await served(client);
    const error = failure<LibvirtError>(
      client.connection.call('DOMAIN_MEMORY_STATS', { domain: web, maxStats: 13, flags: 0 }),
    );
    await served(client);
    await demo.clock.advance(30_000);
    const { virCode, message } = await error;
    assert.equal(virCode, 68);
    assert.match(
      message,
      /cannot acquire state change lock \(held by monitor=remoteDispatchConnectGetAllDomainStats\)/,
    );
    assert.equal(stuck.ended, false);
  });

  it('stays held when the client that is stuck goes away', async () => {
    await using demo = await withHung();
    const holder = await demo.connect();
    await using client = await demo.connect();
    const stuck = failure(holder.getAllDomainStats(0x3f));
    await served(holder);
    holder.connection.close();
    await stuck;
    await served(client);
    assert.ok(!of(await client.getAllDomainStats(0x3f, nowait), 'web-01').has('block.0.rd.reqs'));
  });

  it('ends the calls that wait when its QEMU dies', async () => {
    await using demo = await withHung();
    await using client = await demo.connect();
    const stuck = client.getAllDomainStats(0x3f);
    await served(client);
    demo.server.command('web-01', 'stop');
    assert.equal(of(await stuck, 'web-01').get('state.state'), 5);
  });

  it('gives its job to the waiting calls, one after another', async () => {
    await using demo = await withHung();
    const clients = [await demo.connect(), await demo.connect(), await demo.connect()];
    const calls: Promise<DomainStats[]>[] = [];
    for (const client of clients) {
      calls.push(client.getAllDomainStats(0x3f));
      await served(client);
    }
    demo.server.command('web-01', 'wake');
    for (const records of await Promise.all(calls)) assert.ok(of(records, 'web-01').has('block.0.rd.reqs'));
    for (const client of clients) await client.close();
  });
});

describe('the limits of the daemon', () => {
  it('stop reading a client that has five calls under way, and no other', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect({ maxInFlight: 10 });
    await using other = await demo.connect();
    const domains = await client.listAllDomains(1);
    const stuck = domains.slice(0, 5).map((domain) => {
      demo.server.command(domain.name, 'hang');
      return watch(client.domainGetStats(domain, STATS_GROUP.block));
    });
    const unread = watch(client.hostname());
    await served(other);
    await served(other);
    assert.ok(stuck.every(({ ended }) => !ended));
    assert.equal(unread.ended, false);
    demo.server.command(domains[0]!.name, 'wake');
    await stuck[0]!.promise;
    assert.equal(await unread.promise, 'virtscope-demo');
  });

  it('serve only calls that need no guest when twenty are stuck', async () => {
    await using demo = await startTestDemo({ guests: 40 });
    await using client = await demo.connect();
    const domains = (await client.listAllDomains(1)).slice(0, 20);
    const holders = await Promise.all(Array.from({ length: 5 }, () => demo.connect()));
    const stuck = domains.map((domain, i) => {
      demo.server.command(domain.name, 'hang');
      // Another client's call, so the domain is named by hand.
      const asked = { name: domain.name, uuid: domain.uuid, id: domain.id };
      return watch(holders[i % 5]!.domainGetStats(asked, STATS_GROUP.block));
    });
    for (const domain of domains) while ((await client.controlInfo(domain)).state === 0) await settle();
    const ordinary = watch(client.getAllDomainStats(STATS_GROUP.state));
    assert.equal((await client.listAllDomains()).length, 40);
    assert.equal((await client.domainState(domains[0]!)).state, 1);
    assert.equal((await client.controlInfo(domains[0]!)).state, 2);
    assert.ok(stuck.every(({ ended }) => !ended));
    assert.equal(ordinary.ended, false);
    demo.server.command(domains[7]!.name, 'wake');
    assert.equal((await ordinary.promise).length, 40);
    for (const holder of holders) holder.connection.close();
    await Promise.allSettled(stuck.map(({ promise }) => promise));
  });
});
