import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from '../../../test/exposition.ts';
import type { Device } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { StatsRecord } from '../../model/stats.ts';
import { makeTestApi, type TestApi } from '../fixture.ts';
import { makeServer, recorded, uuidNumber } from '../stats/fixture.ts';

const url = '/metrics?names=libvirt';
const text = 'text/plain; version=0.0.4; charset=utf-8';
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

async function scrape({ app }: TestApi, accept = 'text/plain;version=0.0.4'): Promise<string> {
  const { statusCode, body } = await app.inject({ url, headers: { accept } });
  assert.equal(statusCode, 200, body);
  return body;
}

const record = (params: StatsRecord['params'], uuid = uuidNumber(0), name = 'db'): StatsRecord => {
  return { uuid, name, params, partial: null };
};
const disk = (key: string, labels: Device['labels']): Device => ({ kind: 'disk', key, labels });
const nic = (key: string, labels: Device['labels']): Device => ({ kind: 'net', key, labels });

/** A server of one record, whose domain has these devices in its XML. */
async function makeOne(
  params: StatsRecord['params'],
  devices: readonly Device[],
): ReturnType<typeof makeServer> {
  const api = await makeServer([record(params)]);
  api.store.entity('VM', uuidNumber(0))!.devices = devices;
  return api;
}

test('a domain has the series of the libvirt exporter, in base units', async () => {
  const params = [
    ['state.state', 3],
    ['cpu.time', 1_090_000_000n],
    ['cpu.user', 5n],
    ['balloon.current', 16_384n],
    ['balloon.maximum', 2n ** 40n],
    ['vcpu.current', 2],
    ['vcpu.0.time', 7n],
    ['net.count', 2],
    // An interface without a tap has no name and no counters.
    ['net.1.name', 'vnet3'],
    ['net.1.rx.bytes', 90n],
    ['net.1.tx.drop', 4n],
    ['block.count', 2],
    ['block.0.name', 'vda'],
    ['block.0.path', '/d/a.qcow2'],
    ['block.0.rd.bytes', 12_800n],
    ['block.0.wr.reqs', 3n],
  ] as const;
  const devices = [disk('vda', { type: 'file', source: '/d/a.qcow2' }), nic('aa', { type: 'bridge', source: 'br0', ifname: 'vnet3' })]; // prettier-ignore
  await using api = await makeOne(params, devices);
  const id = `uuid="${uuidNumber(0)}"`;
  const lines = (await scrape(api)).split('\n').filter((line) => !line.startsWith('# HELP'));
  assert.equal(
    lines.join('\n'),
    `# TYPE libvirt_up gauge
libvirt_up 1
# TYPE libvirt_domains_number gauge
libvirt_domains_number 1
# TYPE libvirt_domain_state_code gauge
libvirt_domain_state_code{domain="db",${id}} 3
# TYPE libvirt_domain_info_cpu_time_seconds_total counter
libvirt_domain_info_cpu_time_seconds_total{domain="db",${id}} 1.09
# TYPE libvirt_domain_info_maximum_memory_bytes gauge
libvirt_domain_info_maximum_memory_bytes{domain="db",${id}} 1125899906842624
# TYPE libvirt_domain_info_memory_usage_bytes gauge
libvirt_domain_info_memory_usage_bytes{domain="db",${id}} 16777216
# TYPE libvirt_domain_info_virtual_cpus gauge
libvirt_domain_info_virtual_cpus{domain="db",${id}} 2
# TYPE libvirt_domain_block_stats_read_bytes_total counter
libvirt_domain_block_stats_read_bytes_total{domain="db",source_file="/d/a.qcow2",target_device="vda",${id}} 12800
# TYPE libvirt_domain_block_stats_write_requests_total counter
libvirt_domain_block_stats_write_requests_total{domain="db",source_file="/d/a.qcow2",target_device="vda",${id}} 3
# TYPE libvirt_domain_interface_stats_receive_bytes_total counter
libvirt_domain_interface_stats_receive_bytes_total{domain="db",source_bridge="br0",target_device="vnet3",${id}} 90
# TYPE libvirt_domain_interface_stats_transmit_drops_total counter
libvirt_domain_interface_stats_transmit_drops_total{domain="db",source_bridge="br0",target_device="vnet3",${id}} 4
`,
  );
});

test('the labels of devices are those the exporter takes from the XML', async () => {
  const f = async (
    of: 'block' | 'net',
    device: Device | null,
    want: Record<string, string> | null,
  ): Promise<void> => {
    const [name, field] = of === 'block' ? ['block.0', 'rd.bytes'] : ['net.0', 'rx.bytes'];
    const called = of === 'block' ? 'sd:a' : 'tap0';
    const params = [[`${name}.name`, called], [`${name}.path`, '/p'], [`${name}.${field}`, 1n]] as const; // prettier-ignore
    await using api = await makeOne(params, device ? [device] : []);
    const { samples } = parseExposition(await scrape(api));
    const found = samples.find(({ name: series }) => /read_bytes|receive_bytes/.test(series));
    const rest = { domain: 'db', uuid: uuidNumber(0), target_device: called };
    assert.deepEqual(found?.labels ?? null, want && { ...rest, ...want });
  };
  await f('block', disk('sda', { type: 'file', source: '/d/a' }), { source_file: '/d/a' });
  await f('block', disk('sda', { type: 'block', source: '/dev/sdb' }), { source_file: '' });
  await f('block', disk('sda', { type: 'network', source: 'pool/image' }), { source_file: '' });
  await f('block', disk('sda', { type: 'file', device: 'cdrom' }), null);
  await f('block', disk('sda', { type: 'file', device: 'floppy', source: '/f' }), { source_file: '/f' });
  await f('block', null, { source_file: '/p' });
  await f('net', nic('aa', { type: 'bridge', source: 'br0', ifname: 'tap0' }), { source_bridge: 'br0' });
  await f('net', nic('aa', { type: 'network', source: 'lan', bridge: 'virbr0', ifname: 'tap0' }), { source_bridge: 'virbr0' }); // prettier-ignore
  await f('net', nic('aa', { type: 'direct', source: 'eth0', ifname: 'tap0' }), { source_bridge: '' });
  await f('net', null, { source_bridge: '' });
});

test('a series of a recorded host agrees with what virsh printed, in both formats', async () => {
  const records = recorded();
  await using api = await makeServer(records);
  const { samples, types } = parseExposition(await scrape(api));
  assert.deepEqual(samples, parseExposition(await scrape(api, 'application/openmetrics-text')).samples);
  for (const { name } of samples)
    assert.equal(types.get(name), name.endsWith('_total') ? 'counter' : 'gauge');
  const sum = (series: string): number =>
    samples.filter(({ name }) => name === series).reduce((total, { value }) => total + value, 0);
  const printed = (pattern: RegExp): number =>
    records
      .flatMap(({ params }) => params.filter(([field]) => pattern.test(field)))
      .reduce((total, [, value]) => total + Number(value), 0);
  assert.equal(sum('libvirt_domains_number'), records.length);
  assert.equal(sum('libvirt_domain_block_stats_read_bytes_total'), printed(/^block\.\d+\.rd\.bytes$/));
  assert.equal(sum('libvirt_domain_block_stats_write_requests_total'), printed(/^block\.\d+\.wr\.reqs$/));
  assert.equal(sum('libvirt_domain_interface_stats_receive_packets_total'), printed(/^net\.\d+\.rx\.pkts$/));
  assert.equal(sum('libvirt_domain_info_memory_usage_bytes'), printed(/^balloon\.current$/) * 1024);
  // Only active domains, as the exporter: of one that is off libvirt gives its own processor time.
  assert.equal(api.provider.asked.at(-1)?.flags, 1);
});

test('ten scrapes of one second ask the hypervisor once', async () => {
  await using api = await makeServer(recorded());
  for (let i = 0; i < 10; i++) await scrape(api);
  assert.equal(api.provider.asked.length, 1);
});

test('what libvirt did not give is left out, and no series appears twice', async () => {
  const twins = [['block.0.name', 'vda'], ['block.0.rd.bytes', 1n], ['block.1.name', 'vda'], ['block.1.rd.bytes', 2n]] as const; // prettier-ignore
  const odd = [['cpu.time', 'soon'], ['state.state', 1]] as const; // prettier-ignore
  await using api = await makeServer([record(twins), record(odd, uuidNumber(1), 'a"b\n\\')]);
  const { samples } = parseExposition(await scrape(api));
  assert.deepEqual(
    samples.map(({ name, labels }) => [name, labels['domain']]),
    [
      ['libvirt_up', undefined],
      ['libvirt_domains_number', undefined],
      ['libvirt_domain_state_code', 'a"b\n\\'],
      ['libvirt_domain_block_stats_read_bytes_total', 'db'],
    ],
  );
});

test('without libvirt the exposition has libvirt_up 0, as the exporter has', async () => {
  const down = new InputError('SOURCE_UNAVAILABLE', 'Cannot get statistics: not connected');
  await using api = await makeTestApi({ stats: { domainStats: () => Promise.reject(down) } });
  assert.match(await scrape(api), /^# HELP .*\n# TYPE libvirt_up gauge\nlibvirt_up 0\n$/);
  await using none = await makeTestApi();
  const { statusCode, body } = await none.app.inject(url);
  assert.deepEqual([statusCode, JSON.parse(body).code], [503, 'SOURCE_UNAVAILABLE']);
});

test('the type follows the Accept header, and is text for a browser too', async () => {
  await using api = await makeServer(recorded());
  const f = async (accept: string | undefined, want: string, status = 200): Promise<void> => {
    const { statusCode, headers } = await api.app.inject({ url, headers: accept ? { accept } : {} });
    assert.deepEqual(
      [statusCode, headers['content-type'], headers['vary']],
      [status, want, 'Accept, Accept-Encoding'],
      String(accept),
    );
  };
  const problem = 'application/problem+json; charset=utf-8';
  await f(undefined, text);
  await f('*/*', text);
  await f('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text);
  await f('application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3', openMetrics);
  await f('application/json', problem, 406);
});

test('unknown names are an error with a code', async () => {
  await using api = await makeServer(recorded());
  const f = async (search: string, detail: RegExp): Promise<void> => {
    const { statusCode, body } = await api.app.inject(`/metrics?${search}`);
    const problem = JSON.parse(body) as { code: string; detail: string };
    assert.deepEqual([statusCode, problem.code], [400, 'QUERY_INVALID'], body);
    assert.match(problem.detail, detail);
  };
  await f('names=xen', /names must be one of virtscope,libvirt/);
  await f('names=', /names must be one of/);
  await f('names=libvirt&names=virtscope', /names must be/);
  await f('name=libvirt', /nothing is called 'name'/);
  const ours = await api.app.inject({
    url: '/metrics?names=virtscope',
    headers: { accept: 'text/plain' },
  });
  assert.match(ours.body, /^# HELP virtscope_/);
});

test('a scrape gives the event loop its turns between slices', async () => {
  let now = 0;
  const clock = { now: () => 1e12, monotonic: () => (now += 1), sleep: async () => {} };
  const records = Array.from({ length: 500 }, (_, i) =>
    record([['state.state', 1]], uuidNumber(i), `vm${i}`),
  );
  const stats = { domainStats: async () => ({ time: 1e12, records }) };
  await using api = await makeTestApi({ clock, stats });
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await scrape(api);
  isOver = true;
  // Every look at this clock takes a millisecond, so every few looks are a slice.
  assert.ok(turns > 80, `${turns} turns`);
});
