import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATS_GROUP } from './groups.ts';
import { resolveField, STATS_SCHEMA } from './schema.ts';

describe('resolveField', () => {
  it('finds a name by its pattern', () => {
    const f = (name: string, want: [string, string, string | null, string, ...number[]]) => {
      const found = resolveField(name);
      assert.ok(found, name);
      const { pattern, group, unit, kind } = found.schema;
      assert.deepEqual([pattern, group, unit, kind, ...found.indexes], want);
    };
    f('state.state', ['state.state', 'state', null, 'gauge']);
    f('cpu.time', ['cpu.time', 'cpu-total', 'ns', 'counter']);
    f('cpu.cache.monitor.1.bank.2.bytes', [
      'cpu.cache.monitor.#.bank.#.bytes',
      'cpu-total',
      'B',
      'gauge',
      1,
      2,
    ]);
    f('net.0.rx.bytes', ['net.#.rx.bytes', 'interface', 'B', 'counter', 0]);
    f('block.12.allocation', ['block.#.allocation', 'block', 'B', 'gauge', 12]);
    f('vcpu.3.halt_poll_fail_ns.sum', ['vcpu.#.*.sum', 'vcpu', '1', 'counter', 3]);
    f('vcpu.3.guest_mode.cur', ['vcpu.#.*.cur', 'vcpu', '1', 'gauge', 3]);
    f('vm.max_mmu_rmap_size.max', ['vm.*.max', 'vm', '1', 'peak']);
    f('block.0.latency_histogram.read.bin.4.start', [
      'block.#.latency_histogram.read.bin.#.start',
      'block',
      'ns',
      'info',
      0,
      4,
    ]);
  });

  it('is null for names not known', () => {
    for (const name of ['', '.', 'cpu', 'cpu.', 'cpu.time.', 'block.00.name', 'block.x.name', 'vm..sum']) {
      assert.equal(resolveField(name), null, name);
    }
    assert.equal(resolveField('vm.__proto__.sum'), null);
    assert.equal(resolveField('constructor'), null);
  });
});

describe('STATS_SCHEMA', () => {
  it('has every pattern once, with a known group and a meaning', () => {
    const patterns = STATS_SCHEMA.map(({ pattern }) => pattern);
    assert.equal(new Set(patterns).size, patterns.length);
    for (const { group, meaning } of STATS_SCHEMA) {
      assert.ok(Object.hasOwn(STATS_GROUP, group));
      assert.ok(meaning.length > 0);
    }
  });
});
