import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityClasses } from '../model/classes.ts';
import { metrics } from '../model/metrics.ts';
import { lookup } from '../model/vocabulary.ts';
import { familiesOf, patternOf, placesOf, sampleName } from './names.ts';

test('every pattern of the vocabulary has a place of its own', () => {
  for (const cls of entityClasses) {
    const places = placesOf(cls);
    const seen = new Map<string, string>();
    for (const [pattern, { family, label }] of places) {
      assert.match(family.name, /^virtscope_[a-z]+(_[a-z0-9]+)+$/);
      assert.ok(family.unit === null || family.name.endsWith(`_${family.unit}`), family.name);
      const key = `${family.name} ${label}`;
      assert.equal(seen.get(key), undefined, `${pattern} and ${seen.get(key)} are ${key}`);
      seen.set(key, pattern);
    }
  }
});

test('patternOf agrees with the vocabulary', () => {
  const places = new Map(entityClasses.flatMap((cls) => Array.from(placesOf(cls))));
  const names = metrics.map(({ pattern }) => pattern.replace('#', 'vda'));
  for (const name of [
    ...names,
    ...metrics.map(({ pattern }) => pattern),
    'raw.x',
    'cpu',
    'cpu.',
    '.',
    'a.b.c.d',
  ]) {
    const known = lookup(name);
    assert.deepEqual(patternOf(name, places), known && [known.metric.pattern, known.instance], name);
  }
});

test('sampleName finds every metric in one of familiesOf', () => {
  const f = (
    metric: string,
    name: string,
    label: readonly string[] | null,
    cls: 'VM' | 'host' = 'VM',
  ): void => {
    const found = sampleName(cls, metric);
    assert.deepEqual([found.family.name, found.label], [name, label]);
    assert.ok(familiesOf(cls).includes(found.family));
  };
  f('cpu.usage', 'virtscope_vm_cpu_usage_ratio', null);
  f('cpu.3.usage', 'virtscope_vm_cpu_core_usage_ratio', ['cpu', '3']);
  f('disk.vda.read.bytes', 'virtscope_vm_disk_device_read_bytes_per_second', ['device', 'vda']);
  f('cpu.count', 'virtscope_vm_cpus', null);
  f('raw.x', 'virtscope_vm_raw', ['metric', 'raw.x']);
  f('fs.srv_a~_b.used', 'virtscope_vm_fs_used_bytes', ['mountpoint', '/srv/a_b']);
  f('hugepages.2M.free', 'virtscope_host_hugepages_free_bytes', ['size', '2M'], 'host');
});
