import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LibvirtClient, LibvirtError } from '@virtscope/libvirt';
import { failure, startTestDemo } from '../test-demo.ts';

async function refusal(promise: Promise<unknown>): Promise<string> {
  const { virCode, message } = await failure<LibvirtError>(promise);
  return `${virCode} ${message}`;
}

async function guest(client: LibvirtClient, name: string) {
  const { uuid, id } = await client.lookupByName(name);
  return { name, uuid, id };
}

describe('calls of the first libvirt', () => {
  it('list the guests that the newer call lists, at most as many as wanted', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const { connection } = client;
    const all = await client.listAllDomains();
    const on = all.filter(({ id }) => id >= 0).map(({ id }) => id);
    assert.equal((await connection.call('CONNECT_NUM_OF_DOMAINS', undefined)).value, on.length);
    // Both in the daemon's order.
    assert.deepEqual((await connection.call('CONNECT_LIST_DOMAINS', { max: 100 })).ids, on);
    assert.equal((await connection.call('CONNECT_LIST_DOMAINS', { max: 3 })).ids.length, 3);
    assert.equal(
      (await connection.call('CONNECT_NUM_OF_DEFINED_DOMAINS', undefined)).value,
      all.length - on.length,
    );
    const { names } = await connection.call('CONNECT_LIST_DEFINED_DOMAINS', { max: 100 });
    assert.deepEqual(names, ['golden-image']);
  });

  it('name what the machine does not have in libvirt’s words', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const { connection } = client;
    assert.deepEqual(await connection.call('CONNECT_LIST_ALL_NETWORKS', { needResults: 1, flags: 0 }), { items: [], count: 0 }); // prettier-ignore
    assert.equal(
      await refusal(connection.call('NETWORK_LOOKUP_BY_NAME', { text: 'default' })),
      "43 Network not found: no network with matching name 'default'",
    );
  });
});

describe('calls about a definition', () => {
  it('count vCPUs by flag, and refuse live ones of a guest that is off', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const count = async (name: string, flags: number): Promise<number> => {
      const domain = await guest(client, name);
      return (await client.connection.call('DOMAIN_GET_VCPUS_FLAGS', { domain, flags })).value;
    };
    assert.deepEqual(
      [await count('web-01', 0), await count('web-01', 1), await count('web-01', 6)],
      [4, 4, 8],
    );
    assert.equal(
      await refusal(count('golden-image', 1)),
      '55 Requested operation is not valid: domain is not running',
    );
    assert.match(await refusal(count('web-01', 8)), /^8 unsupported flags \(0x8\)/);
  });
});

describe('calls about tuning', () => {
  it('answer how many parameters there are, then as many as wanted', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const domain = await guest(client, 'web-01');
    const ask = (params: number) => client.connection.call('DOMAIN_GET_MEMORY_PARAMETERS', { domain, params, flags: 0 }); // prettier-ignore
    assert.deepEqual(await ask(0), { params: [], count: 3 });
    assert.deepEqual((await ask(2)).params.map(({ field }) => field), ['hard_limit', 'soft_limit']); // prettier-ignore
  });

  it('pin every vCPU to all processors, in maps no longer than libvirt’s', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const domain = await guest(client, 'web-01');
    const { cpus } = await client.nodeInfo();
    const pins = (maps: number, mapLength: number) => client.connection.call('DOMAIN_GET_VCPU_PIN_INFO', { domain, maps, mapLength, flags: 0 }); // prettier-ignore
    const { maps, count } = await pins(100, 5);
    assert.deepEqual([count, maps.length], [8, 40]);
    const bits = [...maps].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    assert.equal(bits, 8 * cpus);
    assert.match(await refusal(pins(1, 2 ** 31 - 1)), /^1 internal error: maplen > REMOTE_CPUMAP_MAX/);
  });
});
