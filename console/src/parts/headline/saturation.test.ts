import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookup } from '../../../../src/model/vocabulary.ts';
import { limits, meanOfLast, saturated } from './saturation.ts';

test('limits are of metrics of hosts', () => {
  for (const { metric } of limits) assert.ok(lookup(metric)?.metric.classes.includes('host'), metric);
});

test('saturated() has the limits of a tile that are reached, and nothing that is unknown', () => {
  const f = (values: Record<string, number>, want: string[]): void => {
    const reached = saturated('CPU', (metric) => values[metric] ?? null);
    assert.deepEqual(reached.map(({ word }) => word), want); // prettier-ignore
  };
  f({}, []);
  f({ 'cpu.usage': 0.89, 'pressure.cpu.some': 1 }, []);
  f({ 'cpu.usage': 0.9 }, ['saturated']);
  f({ 'cpu.usage': 1, 'cpu.steal': 0.2 }, ['saturated', 'steal']);
});

test('meanOfLast() is of what is known', () => {
  assert.equal(meanOfLast([9, 1, null, 3], 3), 2);
  assert.equal(meanOfLast([1, null], 1), null);
  assert.equal(meanOfLast([], 12), null);
});
