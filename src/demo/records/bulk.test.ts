import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIST_FLAG, STATS_FLAG, STATS_GROUP, type DomainStats, type LibvirtError } from '@virtscope/libvirt';
import { failure, startTestDemo } from '../test-demo.ts';

const { active, inactive, running, paused, shutoff, transient } = LIST_FLAG;
const names = (records: readonly DomainStats[]) => records.map(({ domain }) => domain.name);
const fields = (record: DomainStats | undefined) =>
  new Map(record?.params.map(({ field, value }) => [field, value]));
const asked = (name: string, uuid: string) => ({ name, uuid, id: 4711 });

describe('bulk statistics', () => {
  it('take an empty list for all guests, in the order of the inventory', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const records = await client.getAllDomainStats();
    const listed = await client.listAllDomains();
    assert.equal(records.length, 13);
    assert.deepEqual(
      names(records),
      listed.map(({ name }) => name),
    );
    assert.ok(
      names(records).some((name, i) => name < names(records)[i - 1]!),
      'which is not by name',
    );
  });

  it('give a list in its order, by UUID alone, twice if asked twice, and without those that are gone', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const [one, other] = await client.listAllDomains();
    const gone = asked('gone', '00112233-4455-6677-8899-aabbccddeeff');
    const near = asked('near', `${one!.uuid.slice(0, -4)}ffff`);
    const list = [other!, asked('wrong name', one!.uuid), gone, near, other!];
    const records = await client.domainListGetStats(list, STATS_GROUP.state);
    assert.deepEqual(names(records), [other!.name, one!.name, other!.name]);
    assert.equal(records[1]!.domain.id, one!.id);
    assert.deepEqual(await client.domainListGetStats([gone], STATS_GROUP.state), []);
  });

  it('hold the groups asked for, and none for those not known', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const web = await client.lookupByName('web-01');
    const prefixes = async (mask: number) => {
      const record = await client.domainGetStats(web, mask);
      return [...new Set(record!.params.map(({ field }) => field.split('.')[0]))].join(' ');
    };
    assert.equal(await prefixes(0), 'state cpu balloon vcpu net block dirtyrate');
    assert.equal(await prefixes(0x3f), 'state cpu balloon vcpu net block');
    assert.equal(await prefixes(STATS_GROUP.block | STATS_GROUP.state), 'state block');
    assert.equal(await prefixes(STATS_GROUP.perf | STATS_GROUP.iothread | STATS_GROUP.memory), '');
    assert.equal(await prefixes(1 << 20), '');
  });

  it('filter by all families of flags, and by one flag of each', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    demo.server.command('web-01', 'pause');
    const count = async (flags: number) => (await client.getAllDomainStats(STATS_GROUP.state, flags)).length;
    assert.equal(await count(active), 12);
    assert.equal(await count(inactive), 1);
    assert.equal(await count(active | inactive), 13);
    assert.equal(await count(running), 11);
    assert.equal(await count(paused | shutoff), 2);
    assert.equal(await count(active | shutoff), 0);
    assert.equal(await count(transient), 0);
    const listed = await client.listAllDomains(paused);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['web-01'],
    );
  });

  it('refuse flags they do not know, and groups that ENFORCE asks for in vain', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const refusal = async (groups: number, flags: number) => {
      const error = await failure<LibvirtError>(client.getAllDomainStats(groups, flags));
      return `${error.virCode} ${error.message}`;
    };
    assert.equal(
      await refusal(0, 1 << 20),
      '8 unsupported flags (0x100000) in function qemuConnectGetAllDomainStats',
    );
    assert.match(await refusal(0, 0x100), /^8 unsupported flags \(0x100\)/);
    const unsupported = 'are not supported by this daemon or QEMU';
    const { enforce } = STATS_FLAG;
    assert.equal(
      await refusal(1 << 20, enforce),
      `74 argument unsupported: Stats types bits 0x100000 ${unsupported}`,
    );
    assert.match(await refusal(STATS_GROUP.vm, enforce), /^74 .*0x400/);
    assert.equal((await client.getAllDomainStats(STATS_GROUP.block, enforce)).length, 13);
  });

  it('show counters that move with the clock alone', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const web = await client.lookupByName('web-01');
    const read = async () => fields((await client.domainGetStats(web))!);
    const before = await read();
    assert.deepEqual(await read(), before);
    demo.clock.pass(5000);
    const after = await read();
    assert.ok((after.get('cpu.time') as bigint) > (before.get('cpu.time') as bigint));
    assert.equal(Number(after.get('balloon.last-update')) - Number(before.get('balloon.last-update')), 5);
  });

  it('of thousands of guests come whole while other clients are served', async () => {
    await using demo = await startTestDemo({ guests: 3000 });
    await using client = await demo.connect();
    await using other = await demo.connect();
    let ended = false;
    const bulk = client.getAllDomainStatsRaw(0x3f).finally(() => (ended = true));
    assert.equal(await other.type(), 'QEMU');
    assert.equal(ended, false);
    const payload = await bulk;
    assert.ok(payload.length > 4e6);
    const again = await client.getAllDomainStatsRaw(0x3f);
    assert.deepEqual(Buffer.compare(payload, again), 0);
  });

  it('take the time QEMU needs, where it is set', async () => {
    await using demo = await startTestDemo({ latencyUs: 1000, guests: 3 });
    await using client = await demo.connect();
    let ended = false;
    const bulk = client.getAllDomainStats(0x3f).finally(() => (ended = true));
    // Cpu 1, balloon 2, vcpu 2, block 3 round trips for each guest.
    for (let ms = 0; ms < 3 * 8; ms++) {
      await client.type();
      assert.equal(ended, false);
      await demo.clock.advance(1);
    }
    assert.equal((await bulk).length, 3);
    assert.equal((await client.getAllDomainStats(STATS_GROUP.state | STATS_GROUP.interface)).length, 3);
  });
});
