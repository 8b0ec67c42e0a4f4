import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from '../../../test/exposition.ts';
import { onHost, type Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { makeTestApi, type TestApi } from '../fixture.ts';

const openMetricsType = 'application/openmetrics-text';

async function scrape(api: TestApi, accept = 'text/plain;version=0.0.4'): Promise<string> {
  const { statusCode, body } = await api.app.inject({ url: '/metrics', headers: { accept } });
  assert.equal(statusCode, 200, body);
  return body;
}

async function makeSmall(): Promise<TestApi> {
  const api = await makeTestApi();
  const vm = api.enter('VM', 'aaaa', {
    name: 'db',
    stateReason: 'booted',
    labels: { 'os.name': 'Debian' },
  });
  const host = api.enter('host', 'f00d', { name: 'host3' });
  const source = api.enter('source', 'local');
  api.poll(
    [
      [
        vm,
        {
          'cpu.usage': 0.5,
          'cpu.0.usage': 0.25,
          'disk.vda.read.bytes': 1e21,
          'memory.used': 1024,
          'raw.odd': 3,
        },
      ],
      [host, { 'load.1m': 1.5, 'net.eth0.rx.bytes': 7, 'cpu.iowait': 0 }],
      [source, { 'poll.duration': 0.02, 'vms.total': 1 }],
    ],
    [[vm, { 'cpu.steal': Reason.notReported }]],
  );
  return api;
}

test('the text format has a family for each metric, and leaves out what is unknown', async () => {
  await using api = await makeSmall();
  const vm = 'uuid="aaaa",name="db"';
  assert.equal(
    await scrape(api),
    `# HELP virtscope_host_info A host
# TYPE virtscope_host_info gauge
virtscope_host_info{id="f00d",name="host3",state="up",source="local"} 1
# HELP virtscope_host_cpu_iowait_ratio Idle time with disk requests outstanding
# TYPE virtscope_host_cpu_iowait_ratio gauge
virtscope_host_cpu_iowait_ratio{id="f00d",name="host3"} 0
# HELP virtscope_host_load_1m Load average over one minute
# TYPE virtscope_host_load_1m gauge
virtscope_host_load_1m{id="f00d",name="host3"} 1.5
# HELP virtscope_host_net_device_rx_bytes_per_second Received by one interface
# TYPE virtscope_host_net_device_rx_bytes_per_second gauge
virtscope_host_net_device_rx_bytes_per_second{id="f00d",name="host3",device="eth0"} 7
# HELP virtscope_vm_info A VM
# TYPE virtscope_vm_info gauge
virtscope_vm_info{${vm},host="host3",state="running",source="local",reason="booted",label_os_name="Debian"} 1
# HELP virtscope_vm_state The state a VM is in
# TYPE virtscope_vm_state gauge
virtscope_vm_state{${vm},state="running"} 1
# HELP virtscope_vm_stuck Whether the QEMU of a VM does not answer
# TYPE virtscope_vm_stuck gauge
virtscope_vm_stuck{${vm}} 0
# HELP virtscope_vm_cpu_usage_ratio Processor time used, as a share of all its processors
# TYPE virtscope_vm_cpu_usage_ratio gauge
virtscope_vm_cpu_usage_ratio{${vm}} 0.5
# HELP virtscope_vm_cpu_core_usage_ratio Processor time used by one processor
# TYPE virtscope_vm_cpu_core_usage_ratio gauge
virtscope_vm_cpu_core_usage_ratio{${vm},cpu="0"} 0.25
# HELP virtscope_vm_memory_used_bytes Total less available, an estimate where that is not reported; of a VM: in the guest
# TYPE virtscope_vm_memory_used_bytes gauge
virtscope_vm_memory_used_bytes{${vm}} 1024
# HELP virtscope_vm_disk_device_read_bytes_per_second Read from one disk
# TYPE virtscope_vm_disk_device_read_bytes_per_second gauge
virtscope_vm_disk_device_read_bytes_per_second{${vm},device="vda"} 1e+21
# HELP virtscope_vm_raw Values of the source under its own names
# TYPE virtscope_vm_raw gauge
virtscope_vm_raw{${vm},metric="raw.odd"} 3
# HELP virtscope_source_up Whether a source can be read
# TYPE virtscope_source_up gauge
virtscope_source_up{id="local",name="local",kind="libvirt",target="qemu:///system"} 1
# HELP virtscope_source_poll_duration_seconds Time the last poll took
# TYPE virtscope_source_poll_duration_seconds gauge
virtscope_source_poll_duration_seconds{id="local",name="local"} 0.02
# HELP virtscope_source_vms VMs the hypervisor knows
# TYPE virtscope_source_vms gauge
virtscope_source_vms{id="local",name="local"} 1
# HELP virtscope_unhandled_rejections_total Bugs that reached the process handler since the start
# TYPE virtscope_unhandled_rejections_total counter
virtscope_unhandled_rejections_total 0
`,
  );
});

test('a VM that migrates keeps the labels of all its series but those of virtscope_vm_info', async () => {
  await using api = await makeTestApi();
  const hosts = ['one', 'two'].map((name) => api.enter('host', `id-${name}`, { name }));
  const vm = api.enter('VM', 'aaaa', { name: 'db', parent: onHost('id-one') });
  const scrapeOnce = async (): Promise<string[][]> => {
    api.poll([[vm, { 'cpu.usage': 1, 'disk.vda.read.bytes': 1, 'raw.x': 1 }], ...hosts.map((host): [Entity, Record<string, number>] => [host, {}])]); // prettier-ignore
    const lines = (await scrape(api)).split('\n').filter((line) => line.startsWith('virtscope_vm_'));
    const isInfo = (line: string): boolean => line.startsWith('virtscope_vm_info{');
    return [lines.filter(isInfo), lines.filter((line) => !isInfo(line))];
  };
  const [[before = ''] = [], others = []] = await scrapeOnce();
  vm.parent = onHost('id-two');
  assert.deepEqual(await scrapeOnce(), [[before.replace('host="one"', 'host="two"')], others]);
  assert.ok(before.includes('host="one"'));
  assert.equal(others.length, 5);
});

test('OpenMetrics has units at the end of names, an info family and an end', async () => {
  await using api = await makeSmall();
  const text = await scrape(api, openMetricsType);
  assert.ok(text.endsWith('\n# EOF\n'));
  assert.ok(text.includes('# TYPE virtscope_vm info\n'));
  assert.ok(text.includes('# UNIT virtscope_vm_disk_device_read_bytes_per_second bytes_per_second\n'));
  for (const [, name, unit] of text.matchAll(/^# UNIT (\S+) (\S+)$/gm)) assert.ok(name?.endsWith(`_${unit}`));
  assert.deepEqual(parseExposition(text).samples, parseExposition(await scrape(api)).samples);
});

test('names from outside cannot break out of their label', async () => {
  await using api = await makeTestApi();
  const names = [
    '"} 1\n# HELP x',
    'back\\slash\\',
    ']]>',
    '\u0000\u001B[31m',
    '🦄',
    '\uD800 alone',
    'a\r\nb',
    'a\tb',
  ];
  const vms = names.map((name, i) =>
    api.enter('VM', `id${i}`, { name, labels: { 'a"b\n': name, 'a-b_': 'x' } }),
  );
  api.poll(vms.map((vm) => [vm, { 'cpu.usage': 1, [`raw.${vm.name}`]: 2 }]));
  for (const accept of ['text/plain', openMetricsType]) {
    const { samples } = parseExposition(await scrape(api, accept));
    const seen = samples.filter(({ name }) => name === 'virtscope_vm_cpu_usage_ratio').map(({ labels }) => labels['name']); // prettier-ignore
    const want = [
      '"} 1\n# HELP x',
      'back\\slash\\',
      ']]>',
      '\uFFFD\uFFFD[31m',
      '🦄',
      '\uFFFD alone',
      'a\uFFFD\nb',
      'a\tb',
    ];
    assert.deepEqual(new Set(seen), new Set(want));
    assert.equal(samples.filter(({ name }) => name === 'virtscope_vm_raw').length, names.length);
  }
});

test('the type of /metrics follows the Accept header', async () => {
  await using api = await makeSmall();
  const f = async (accept: string, want: string, status = 200): Promise<void> => {
    const { statusCode, headers } = await api.app.inject({ url: '/metrics', headers: { accept } });
    assert.deepEqual([statusCode, headers['content-type']], [status, want], accept);
    assert.equal(headers['vary'], 'Accept, Accept-Encoding');
  };
  const text = 'text/plain; version=0.0.4; charset=utf-8';
  const open = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
  const json = 'application/json; charset=utf-8';
  await f('application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2', open); // prettier-ignore
  await f('text/plain;version=0.0.4;q=0.5,*/*;q=0.1', text);
  await f('application/openmetrics-text;q=0.1,text/plain;q=0.9', text);
  await f('text/plain', text);
  await f('*/*', json);
  await f('application/json', json);
  await f('image/png', 'application/problem+json; charset=utf-8', 406);
});

test('a scrape lets other requests run between its slices', async () => {
  let now = 0;
  const clock = { now: () => 1e12, monotonic: () => (now += 1), sleep: async () => {} };
  await using api = await makeTestApi({ clock });
  const vms = Array.from({ length: 500 }, (_, i) => api.enter('VM', `id${i}`));
  api.poll(vms.map((vm) => [vm, { 'cpu.usage': 1 }]));
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
  assert.ok(turns > 100, `${turns} turns`);
});
