import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFleet } from './guest.ts';
import { integrate, pulseOf, SIGNAL, SIGNALS } from './load.ts';

const fleet = createFleet({ seed: 1, guests: 10_000, calm: true });

describe('createFleet', () => {
  it('makes the same guests of the same seed and others of another', () => {
    const again = createFleet({ seed: 1, guests: 20, calm: true });
    assert.deepEqual(again, createFleet({ seed: 1, guests: 20, calm: true }));
    assert.notEqual(again[0]!.uuid, createFleet({ seed: 2, guests: 20, calm: true })[0]!.uuid);
  });

  it('gives 10,000 guests names, UUIDs and MAC addresses of their own', () => {
    const different = (values: string[]) => assert.equal(new Set(values).size, values.length);
    different(fleet.map(({ name }) => name));
    different(fleet.map(({ uuid }) => uuid));
    different(fleet.map(({ uuid }) => uuid.slice(0, 8)));
    different(fleet.flatMap(({ nics }) => nics.map(({ mac }) => mac)));
  });

  it('has the guests that readers must cope with among the first', () => {
    const first = fleet.slice(0, 13);
    assert.ok(first.some(({ balloon }) => balloon === 'none'));
    assert.ok(first.some(({ balloon }) => balloon === 'stale'));
    assert.ok(first.some(({ nics }) => nics.length === 2));
    assert.ok(first.some(({ disks }) => disks.some(({ path }) => path === null)));
    assert.ok(first.some(({ name }) => name.includes(' ')));
    assert.ok(first.some(({ name }) => /['"<>]/.test(name) && /[^\0-\x7f]/.test(name)));
    assert.ok(first.some(({ vcpus, maximumVcpus }) => vcpus < maximumVcpus));
    assert.ok(first.some(({ memoryKib, maximumMemoryKib }) => memoryKib < maximumMemoryKib));
    assert.ok(first.some(({ kvmStats }) => kvmStats));
  });

  it('has one guest that is kept from running a fifth of the time', () => {
    const { load } = fleet.find(({ name }) => name === 'batch-01')!;
    const before = new Float64Array(SIGNALS);
    const after = new Float64Array(SIGNALS);
    const { every, length } = pulseOf(load);
    integrate(load, 2 * every - length, before);
    integrate(load, 2 * every, after);
    const steal = (after[SIGNAL.steal]! - before[SIGNAL.steal]!) / length;
    assert.ok(steal > 0.2 && steal < 0.3, `steal is ${steal}`);
  });
});
