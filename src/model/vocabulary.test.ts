import assert from 'node:assert/strict';
import { describedBy } from './text/metric-text.ts';
import { it } from 'node:test';
import { metrics } from './metrics.ts';
import { lookup, segment } from './vocabulary.ts';

it('lookup finds every metric of the vocabulary, with what its # stood for', () => {
  for (const { pattern } of metrics) {
    const name = pattern.replace('#', 'x7');
    const found = lookup(name);
    assert.equal(found?.metric.pattern, pattern, name);
    assert.equal(found?.instance, pattern.includes('#') ? 'x7' : null, name);
  }
});

it('lookup takes a total for a total, never for a device of that name', () => {
  assert.equal(lookup('disk.read.bytes')?.instance, null);
  assert.equal(lookup('disk.read.read.bytes')?.instance, 'read');
});

it('lookup finds nothing of what is not in the vocabulary', () => {
  for (const name of [
    '',
    'cpu',
    'cpu.#.usage',
    'disk.vda',
    'disk.vda.read',
    'raw.x',
    'memory.total.more',
    '..',
  ]) {
    assert.equal(lookup(name), null, name);
  }
});

it('segment makes one segment of any device name', () => {
  const f = (key: string, want: string): void => assert.equal(segment(key), want);
  f('52:54:00:aa:bb:cc', '525400aabbcc');
  f('eth0.100', 'eth0_100');
  f('a b/ü', 'a_b__');
});

it('describedBy() has a sentence for each metric', () => {
  assert.deepEqual(
    metrics.filter(({ pattern }) => !describedBy(pattern)),
    [],
  );
  assert.equal(describedBy('raw.cpu'), null);
});
