import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GUEST_INFO, HAS_FLAG, SNAPSHOT_FLAG, STATS_GROUP, type LibvirtError } from '@virtscope/libvirt';
import { snapshotTime } from '../../../sources/libvirt/facts/snapshots.ts';
import { failure, startTestDemo } from '../../test-demo.ts';

const flags = 0;

async function refusal(promise: Promise<unknown>): Promise<string> {
  const { virCode, message } = await failure<LibvirtError>(promise);
  return `${virCode} ${message}`;
}

describe('calls about the connection', () => {
  it('give versions, names and the machine', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    assert.equal(await client.type(), 'QEMU');
    assert.equal(await client.version(), 7_002_022);
    assert.equal(await client.libVersion(), 9_000_000);
    assert.equal(await client.hostname(), 'virtscope-demo');
    const info = await client.nodeInfo();
    assert.equal(info.cpus, info.sockets * info.cores * info.threads);
    assert.match(await client.capabilities(), new RegExp(`<cpus num='${info.cpus}'>`));
    const memory = await client.nodeMemoryStats();
    assert.deepEqual(Object.keys(memory), ['total', 'free', 'buffers', 'cached']);
    assert.equal(memory['total'], info.memoryKib);
    assert.ok(memory['free']! > 0n);
  });

  it('count CPU time of the machine that adds up to the time that passed', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const { cpus } = await client.nodeInfo();
    const total = async () => Object.values(await client.nodeCpuStats()).reduce((sum, ns) => sum + ns, 0n);
    const before = await total();
    demo.clock.pass(60_000);
    const passed = Number((await total()) - before) / 1e9 / cpus;
    assert.ok(Math.abs(passed - 60) < 0.1, `${passed} seconds`);
    const three = { cpu: -1, params: 3, flags };
    assert.equal(
      await refusal(client.connection.call('NODE_GET_CPU_STATS', three)),
      '8 nparams in virHostCPUGetStatsLinux must be equal to 4',
    );
  });

  it('find a guest by name, UUID and id', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const guest = await client.lookupByName(`Zoë's "test" <büro> 東京`);
    for (const same of [await client.lookupByUuid(guest.uuid), await client.lookupById(guest.id)]) {
      assert.deepEqual([same.name, same.uuid, same.id], [guest.name, guest.uuid, guest.id]);
    }
    assert.equal((await client.lookupByName('golden-image')).id, -1);
    assert.equal(
      await refusal(client.lookupByName('nosuchguest')),
      "42 Domain not found: no domain with matching name 'nosuchguest'",
    );
    assert.match(await refusal(client.lookupById(99_999_999)), /^42 .* matching id 99999999$/);
    assert.match(await refusal(client.lookupByUuid('00112233-4455-6677-8899-aabbccddeeff')), /^42 /);
  });
});

describe('calls about a guest', () => {
  it('agree with bulk statistics', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const { connection } = client;
    const domain = await client.lookupByName('router-01');
    const record = await client.domainGetStats(domain);
    const bulk = new Map(record!.params.map(({ field, value }) => [field, value]));
    const memory = await connection.call('DOMAIN_MEMORY_STATS', { domain, maxStats: 13, flags });
    assert.deepEqual(
      memory.stats.map(({ tag }) => tag),
      [6, 0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 7],
    );
    assert.equal(memory.stats.at(-1)!.value, bulk.get('balloon.rss'));
    const block = await connection.call('DOMAIN_BLOCK_STATS', { domain, path: 'vda' });
    assert.equal(block.writeBytes, bulk.get('block.0.wr.bytes'));
    const device = bulk.get('net.1.name') as string;
    const nic = await connection.call('DOMAIN_INTERFACE_STATS', { domain, device });
    assert.equal(nic.rxBytes, bulk.get('net.1.rx.bytes'));
    const info = await client.domainInfo(domain);
    assert.equal(info.cpuTimeNs, ((bulk.get('cpu.time') as bigint) / 10_000_000n) * 10_000_000n);
    const { vcpus } = await connection.call('DOMAIN_GET_VCPUS', { domain, maxInfo: 8, mapLength: 3 });
    assert.deepEqual(
      vcpus.map(({ timeNs }) => timeNs),
      [bulk.get('vcpu.0.time'), bulk.get('vcpu.1.time')],
    );
    const size = await connection.call('DOMAIN_GET_BLOCK_INFO', { domain, path: 'vda', flags });
    assert.equal(size.physical, bulk.get('block.0.physical'));
  });

  it('refuse what a guest that is off cannot answer', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect({ readOnly: false });
    const domain = await client.lookupByName('golden-image');
    const off = '55 Requested operation is not valid: domain is not running';
    assert.equal(await refusal(client.controlInfo(domain)), off);
    assert.equal(await refusal(client.guestInfo(domain)), off);
    assert.equal(
      await refusal(client.connection.call('DOMAIN_MEMORY_STATS', { domain, maxStats: 13, flags })),
      off,
    );
    assert.equal((await client.domainInfo(domain)).cpuTimeNs, 0n);
    assert.deepEqual(await client.domainState(domain), { state: 5, reason: 0 });
  });

  it('name the disk that an I/O error stopped', async () => {
    await using demo = await startTestDemo({ calm: false });
    await using client = await demo.connect();
    for (let seconds = 0; seconds < 300; seconds += 20) {
      const stopped = (await client.getAllDomainStats(STATS_GROUP.state)).find(
        ({ params }) => params[0]!.value === 3 && params[1]!.value === 5,
      );
      if (stopped) {
        const { domain } = stopped;
        const errors = await client.connection.call('DOMAIN_GET_DISK_ERRORS', {
          domain,
          maxErrors: 4,
          flags,
        });
        assert.deepEqual(errors, { errors: [{ disk: 'vda', error: 2 }], count: 1 });
        return;
      }
      demo.clock.pass(20_000);
    }
    assert.fail('no guest had an I/O error within five minutes');
  });
});

describe('calls to the guest agent', () => {
  it('give the kinds of information asked for', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect({ readOnly: false });
    const domain = await client.lookupByName('files-01');
    const all = await client.guestInfo(domain);
    const parts = [...new Set(all.map(({ field }) => field.split('.')[0]))];
    assert.deepEqual(parts, ['user', 'os', 'timezone', 'hostname', 'fs', 'disk', 'if']);
    const [hostname, ...rest] = await client.guestInfo(domain, GUEST_INFO.hostname);
    assert.deepEqual(hostname, { field: 'hostname', type: 7, value: 'files-01' });
    assert.deepEqual(rest, []);
    const interfaces = await client.interfaceAddresses(domain, 'agent');
    assert.deepEqual(
      interfaces.map(({ name }) => name),
      ['lo', 'eth0'],
    );
  });

  it('fail where the agent is missing, not up yet, or does not answer', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect({ readOnly: false });
    const ask = async (name: string) => client.guestInfo(await client.lookupByName(name));
    assert.match(await refusal(ask('windows-legacy')), /^74 .*agent is not configured$/);
    demo.server.command('golden-image', 'start');
    assert.match(await refusal(ask('golden-image')), /^86 .*agent is not connected$/);
    await demo.clock.advance(10_000);
    assert.ok((await ask('golden-image')).length > 10);
    demo.server.command('web-01', 'hang');
    const late = refusal(ask('web-01'));
    // Two round trips: the lookup's and one that shows the call to have arrived.
    await client.type();
    await client.type();
    await demo.clock.advance(5000);
    assert.match(await late, /^86 .*synchronization within '5' seconds$/);
  });
});

describe('calls about what a guest has besides', () => {
  it('list guests with snapshots, and give names and times of these', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const named = await client.listAllDomains(HAS_FLAG.snapshot);
    assert.deepEqual(named.map(({ name }) => name).toSorted(), [
      'db-01',
      'files-01',
      'mail server',
      'windows-legacy',
    ]);
    const domain = await client.lookupByName('db-01');
    const names = await client.snapshotNames(domain);
    assert.deepEqual(names, ['nightly-2026-11-18', 'nightly-2026-11-19', 'nightly-2026-11-20']);
    assert.deepEqual(await client.snapshotNames(domain, SNAPSHOT_FLAG.roots), names.slice(0, 1));
    const time = await snapshotTime(await client.snapshotXml(domain, names[0]!));
    assert.equal(time, Date.UTC(2026, 10, 18, 2));
    assert.match(
      await refusal(client.snapshotXml(domain, 'x')),
      /^72 Domain snapshot not found: no domain snapshot/,
    );
  });

  it('have leases of guests on a network of libvirt, and neighbours of the others', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const addresses = async (name: string, source: 'lease' | 'arp') => {
      const found = await client.interfaceAddresses(await client.lookupByName(name), source);
      return found.flatMap((one) => one.addresses.map(({ address }) => address));
    };
    assert.deepEqual(await addresses('batch-01', 'lease'), ['10.122.0.3']);
    assert.deepEqual(await addresses('batch-01', 'arp'), []);
    assert.deepEqual(await addresses('router-01', 'lease'), []);
    assert.deepEqual(await addresses('router-01', 'arp'), ['10.0.0.4', '10.1.0.4']);
  });

  it('have a copy of a disk that goes on', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const domain = await client.lookupByName('files-01');
    assert.equal(await client.blockJob(domain, 'vda'), null);
    const before = await client.blockJob(domain, 'vdb');
    demo.clock.pass(60_000);
    const after = await client.blockJob(domain, 'vdb');
    assert.equal(before?.kind, 'copy');
    assert.equal(Number(after!.current - before.current) / Number(after!.end), 0.1);
    assert.match(
      await client.domainXml(domain),
      /<mirror type='file' file='[^']*\.copy' format='raw' job='copy'>/,
    );
  });
});
