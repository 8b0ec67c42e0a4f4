import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEntity, type Device } from '../../model/entity.ts';
import { metrics } from '../../model/metrics.ts';
import { dataSourceRules } from '../../model/xapi/data-source-rules.ts';
import { dataSourcesOf } from './names.ts';

function names(cls: 'VM' | 'host', metricNames: string[], devices: Device[] = []): Record<string, string> {
  const entity = createEntity({ class: cls, id: 'a', source: 's', name: 'a', state: 'up', devices }, 0);
  return Object.fromEntries(dataSourcesOf(entity, metricNames).map(({ name, metric }) => [name, metric]));
}

const net = (key: string, labels = {}): Device => ({ kind: 'net', key, labels });

test('dataSourceRules are of metrics that the class has, converted from our unit', () => {
  const units: Record<string, [string, number][]> = {
    ratio: [['(fraction)', 1]],
    count: [['(fraction)', 1]],
    bytes: [['B', 1], ['KiB', 1 / 1024]], // prettier-ignore
    'bytes/s': [['B/s', 1], ['MiB/s', 1 / 1048576]], // prettier-ignore
    'requests/s': [['requests/s', 1]],
    'packets/s': [['err/s', 1]],
    seconds: [['μs', 1e6]],
  };
  for (const rule of dataSourceRules) {
    const metric = metrics.find(({ pattern }) => pattern === rule.metric);
    assert.ok(metric?.classes.includes(rule.class), rule.name);
    assert.ok(
      units[metric?.unit ?? '']?.some(([name, factor]) => name === rule.units && factor === rule.factor),
      rule.name,
    );
    assert.equal(rule.name.includes('#'), rule.metric.includes('#'), rule.name);
  }
});

test('dataSourcesOf gives an interface of a VM its place among them and leaves out one that is gone', () => {
  const devices = [
    { kind: 'disk', key: 'vda', labels: {} } as const,
    net('52540000000b'),
    net('52540000000a'),
  ];
  const metricNames = ['52540000000a', '52540000000b', '52540000000c'].map((mac) => `net.${mac}.rx.bytes`);
  assert.deepEqual(names('VM', metricNames, devices), {
    vif_0_rx: 'net.52540000000b.rx.bytes',
    vif_1_rx: 'net.52540000000a.rx.bytes',
  });
});

test('dataSourcesOf orders as XAPI does, processors by number', () => {
  const metricNames = [
    'balloon.current',
    'cpu.10.usage',
    'cpu.2.usage',
    'disk.vda.read.bytes',
    'cpu.usage',
    'raw.x',
  ];
  assert.deepEqual(Object.keys(names('VM', metricNames)), [
    'cpu2',
    'cpu10',
    'cpu_usage',
    'memory',
    'memory_target',
    'vbd_vda_read',
    'vbd_vda_io_throughput_read',
  ]);
});

test('dataSourcesOf calls an interface of a host as the host does', () => {
  const devices = [net('eth0'), net('eth0_5', { device: 'eth0.5' })];
  const metricNames = [
    'net.eth0.rx.bytes',
    'net.eth0_5.tx.bytes',
    'net.rx.bytes',
    'cpu.usage',
    'memory.available',
  ];
  assert.deepEqual(names('host', metricNames, devices), {
    cpu_avg: 'cpu.usage',
    memory_free_kib: 'memory.available',
    pif_eth0_rx: 'net.eth0.rx.bytes',
    'pif_eth0.5_tx': 'net.eth0_5.tx.bytes',
    pif_aggr_rx: 'net.rx.bytes',
  });
});

test('docs/reference/xapi.md lists every data source', () => {
  const page = readFileSync(new URL('../../../docs/reference/xapi.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (VM|host) \| `(.*?)` \| `(.*?)` \| (.*?) \| (.*?) \|$/gm)].map(
    ([, ...row]) => row,
  );
  const want = dataSourceRules.map((rule) => [
    rule.class,
    rule.name,
    rule.metric,
    rule.units,
    rule.description,
  ]);
  assert.deepEqual(rows, want);
});
