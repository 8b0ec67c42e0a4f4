import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeDaemon, type Answers } from '../test/fake-daemon.ts';
import { failure } from '../test/failure.ts';
import { LibvirtClient } from './client.ts';
import { Connection } from './connection.ts';
import { ArgumentError, ConnectionClosedError, LibvirtError } from './error.ts';
import { decodePayload, type Frame } from './frame.ts';
import { procedures, type ReplyOf } from './procedures.ts';
import { SNAPSHOT_FLAG } from './calls/job.ts';
import { STATS_FLAG } from './stats/groups.ts';

const domain = { name: 'lab001', uuid: '5f0e0000-77aa-4000-8000-000000000001', id: 7 };
const params = [{ field: 'state.state', type: 1, value: 1 } as const];

function start(answers: Answers = {}) {
  const { daemon, stream } = FakeDaemon.pair(answers);
  const connection = new Connection(stream, { keepaliveMs: 0 });
  return { daemon, connection, client: new LibvirtClient(connection, 'qemu:///system', true) };
}

describe('LibvirtClient', () => {
  it('asks for all domains with an empty list and unsigned flags', async () => {
    const { client, connection, daemon } = start({
      CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records: [{ domain, params }] }),
    });
    const [record] = await client.getAllDomainStats(0x3f, STATS_FLAG.enforce | STATS_FLAG.nowait);
    assert.deepEqual(JSON.parse(JSON.stringify(record?.domain)), domain);
    assert.deepEqual(record?.params, params);
    const call = await daemon.call('CONNECT_GET_ALL_DOMAIN_STATS');
    assert.deepEqual(decodePayload(procedures.CONNECT_GET_ALL_DOMAIN_STATS.args, call.payload), {
      domains: [],
      stats: 0x3f,
      flags: 0xa000_0000,
    });
    connection.close();
  });

  it('domainListGetStats refuses an empty list instead of asking for all', async () => {
    const { client, connection, daemon } = start();
    for (const asked of [client.domainListGetStats([]), client.domainListGetStatsRaw([])]) {
      const error = await failure(asked);
      assert.ok(error instanceof ArgumentError);
      assert.equal(error.code, 'EMPTY_DOMAIN_LIST');
    }
    assert.equal(daemon.received.length, 0);
    connection.close();
  });

  it('refuses domains of another connection, and takes those written by hand', async () => {
    const answers: Answers = {
      CONNECT_LIST_ALL_DOMAINS: () => ({ domains: [domain], count: 1 }),
      CONNECT_GET_ALL_DOMAIN_STATS: ({ domains }) => ({
        records: domains.map((one) => ({ domain: one, params })),
      }),
      DOMAIN_GET_STATE: () => ({ state: 1, reason: 1 }),
    };
    const [one, other] = [start(answers), start(answers)];
    const [mine] = await one.client.listAllDomains();
    const [theirs] = await other.client.listAllDomains();
    assert.ok(mine && theirs);
    assert.equal(JSON.stringify(mine), JSON.stringify(domain));
    const refused = [
      failure(one.client.domainListGetStats([mine, theirs])),
      failure((async () => one.client.domainState(theirs))()),
    ];
    for (const error of await Promise.all(refused)) {
      assert.ok(error instanceof ArgumentError);
      assert.equal(error.code, 'MIXED_CONNECTIONS');
    }
    assert.equal((await one.client.domainListGetStats([mine, domain])).length, 2);
    assert.deepEqual(await one.client.domainState(mine), { state: 1, reason: 1 });
    one.connection.close();
    other.connection.close();
  });

  it('domainGetStats is null for a domain that no longer exists', async () => {
    const { client, connection } = start({ CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records: [] }) });
    assert.equal(await client.domainGetStats(domain), null);
    connection.close();
  });

  it('asks for host statistics in two steps, the second with the exact count', async () => {
    const asked: number[] = [];
    const answer = ({ params: count }: { params: number }) => {
      asked.push(count);
      return { params: count === 0 ? [] : [{ field: 'kernel', value: 7n }], count: 1 };
    };
    const { client, connection } = start({ NODE_GET_CPU_STATS: answer, NODE_GET_MEMORY_STATS: answer });
    assert.deepEqual(await client.nodeCpuStats(), { kernel: 7n });
    assert.deepEqual(await client.nodeMemoryStats(), { kernel: 7n });
    assert.deepEqual(asked, [0, 1, 0, 1]);
    // The count is known from then on.
    assert.deepEqual(await client.nodeCpuStats(), { kernel: 7n });
    assert.deepEqual(asked, [0, 1, 0, 1, 1]);
    connection.close();
  });

  it('asks again for the number of host statistics after a refusal', async () => {
    const { client, connection, daemon } = start();
    const reply = (call: Frame, count: number, fields: { field: string; value: bigint }[]): void =>
      daemon.reply(call, 'NODE_GET_CPU_STATS', { params: fields, count });
    const nth = (n: number): Promise<Frame> => daemon.call('NODE_GET_CPU_STATS', n);
    const refused = failure(client.nodeCpuStats());
    reply(await nth(0), 4, []);
    daemon.fail(await nth(1), { code: 8, message: 'invalid argument: nparams must be equal to 5' });
    assert.ok((await refused) instanceof LibvirtError);
    const answered = client.nodeCpuStats();
    reply(await nth(2), 1, []);
    reply(await nth(3), 0, [{ field: 'user', value: 3n }]);
    assert.deepEqual(await answered, { user: 3n });
    const asked = daemon.received.map(
      ({ payload }) => decodePayload(procedures.NODE_GET_CPU_STATS.args, payload).params,
    );
    assert.deepEqual(asked, [0, 4, 0, 1]);
    connection.close();
  });

  it('has the calls of an inventory', async () => {
    const { client, connection } = start({
      DOMAIN_LOOKUP_BY_NAME: ({ text }) => ({ domain: { ...domain, name: text } }),
      DOMAIN_LOOKUP_BY_UUID: ({ uuid }) => ({ domain: { ...domain, uuid } }),
      DOMAIN_LOOKUP_BY_ID: ({ value }) => ({ domain: { ...domain, id: value } }),
      DOMAIN_GET_XML_DESC: ({ flags }) => ({ text: `<domain flags='${flags}'/>` }),
      DOMAIN_GET_CONTROL_INFO: () => ({ state: 2, details: 0, stateTimeMs: 2766n }),
      CONNECT_GET_VERSION: () => ({ version: 7_002_001n }),
      CONNECT_GET_LIB_VERSION: () => ({ version: 9_000_000n }),
      CONNECT_GET_CAPABILITIES: () => ({ text: '<capabilities/>' }),
    });
    assert.equal((await client.lookupByName('x')).name, 'x');
    assert.equal((await client.lookupByUuid(domain.uuid)).uuid, domain.uuid);
    assert.equal((await client.lookupById(9)).id, 9);
    assert.equal(await client.domainXml(domain, 2), "<domain flags='2'/>");
    assert.deepEqual(await client.controlInfo(domain), { state: 2, details: 0, stateTimeMs: 2766n });
    assert.deepEqual([await client.version(), await client.libVersion()], [7_002_001, 9_000_000]);
    assert.equal(await client.capabilities(), '<capabilities/>');
    connection.close();
  });

  it('has the calls about what a domain is', async () => {
    const { client, connection, daemon } = start({
      DOMAIN_GET_AUTOSTART: () => ({ value: 1 }),
      DOMAIN_GET_BLOCK_INFO: () => ({ allocation: 1n, capacity: 3n, physical: 2n }),
      DOMAIN_LIST_ALL_SNAPSHOTS: ({ flags }) => ({ snapshots: [{ name: `f${flags}`, domain }], count: 1 }),
      DOMAIN_SNAPSHOT_GET_XML_DESC: ({ snapshot: { name } }) => ({
        text: `<domainsnapshot name='${name}'/>`,
      }),
    });
    assert.equal(await client.autostart(domain), true);
    assert.deepEqual(await client.blockInfo(domain, 'vda'), { allocation: 1n, capacity: 3n, physical: 2n });
    assert.deepEqual(await client.snapshotNames(domain, SNAPSHOT_FLAG.roots), ['f1']);
    assert.equal(await client.snapshotXml(domain, 'before'), "<domainsnapshot name='before'/>");
    const { payload } = await daemon.call('DOMAIN_SNAPSHOT_GET_XML_DESC');
    assert.deepEqual(decodePayload(procedures.DOMAIN_SNAPSHOT_GET_XML_DESC.args, payload), {
      snapshot: { name: 'before', domain },
      flags: 0,
    });
    connection.close();
  });

  it('has no job where none is under way, and the kind of one that is', async () => {
    const noBlockJob = { found: 0, type: 0, bandwidth: 0n, current: 0n, end: 0n };
    const job = (type: number, operation: number): JobReply => {
      return { type, params: [{ field: 'operation', type: 1, value: operation }] };
    };
    type JobReply = ReplyOf<(typeof procedures)['DOMAIN_GET_JOB_STATS']>;
    const jobs = [job(0, 0), job(3, 5), job(1, 5), job(2, 99)];
    const blockJobs = [noBlockJob, { ...noBlockJob, found: 1, type: 2, current: 1n, end: 4n }, { ...noBlockJob, found: 1, type: 99 }]; // prettier-ignore
    const { client, connection } = start({
      DOMAIN_GET_JOB_STATS: () => jobs.shift() ?? null,
      DOMAIN_GET_BLOCK_JOB_INFO: () => blockJobs.shift() ?? null,
    });
    const operation = async () => (await client.jobStats(domain))?.operation ?? null;
    assert.deepEqual(
      [await operation(), await operation(), await operation(), await operation()],
      [null, null, 'migration-out', 'unknown'],
    );
    assert.equal(await client.blockJob(domain, 'vda'), null);
    assert.deepEqual(await client.blockJob(domain, 'vda'), { kind: 'copy', bandwidth: 0n, current: 1n, end: 4n }); // prettier-ignore
    assert.equal((await client.blockJob(domain, 'vda'))?.kind, 'unknown');
    connection.close();
  });

  it('has the calls that need a read-write connection', async () => {
    const { client, connection, daemon } = start({
      DOMAIN_INTERFACE_ADDRESSES: ({ source }) => ({
        interfaces: [
          { name: `if${source}`, mac: null, addresses: [{ type: 1, address: 'fe80::1', prefix: 64 }] },
        ],
      }),
      DOMAIN_GET_GUEST_INFO: () => ({ params: [{ field: 'hostname', type: 7, value: 'guest' }] }),
      DOMAIN_SET_MEMORY_STATS_PERIOD: () => {},
    });
    assert.deepEqual(await client.interfaceAddresses(domain, 'arp'), [
      { name: 'if2', mac: null, addresses: [{ family: 'ipv6', address: 'fe80::1', prefix: 64 }] },
    ]);
    assert.equal((await client.guestInfo(domain))[0]?.value, 'guest');
    await client.setMemoryStatsPeriod(domain, 5);
    const { payload } = await daemon.call('DOMAIN_SET_MEMORY_STATS_PERIOD');
    assert.deepEqual(decodePayload(procedures.DOMAIN_SET_MEMORY_STATS_PERIOD.args, payload), {
      domain,
      seconds: 5,
      flags: 1,
    });
    connection.close();
  });

  it('closes even when the daemon does not answer CONNECT_CLOSE', async () => {
    const { client } = start();
    await client.close({ deadlineMs: 1 });
    assert.ok((await failure(client.type())) instanceof ConnectionClosedError);
    await client.close();
  });
});
