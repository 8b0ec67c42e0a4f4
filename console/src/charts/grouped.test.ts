import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupedCharts } from './grouped.ts';

test('groupedCharts() makes a chart of each first segment, and a panel of each unit in it', () => {
  const f = (metrics: string[], want: Record<string, string[]>): void => {
    const charts = groupedCharts(metrics).map(({ key, panels }) => [
      key,
      panels.map(({ lines }) => lines.map(({ metric }) => metric).join()),
    ]);
    assert.deepEqual(Object.fromEntries(charts), want);
  };
  f([], {});
  f(['calls.stuck', 'poll.duration', 'poll.missed', 'poll.values', 'vms.total'], {
    calls: ['calls.stuck'],
    poll: ['poll.duration', 'poll.missed,poll.values'],
    vms: ['vms.total'],
  });
  f(['raw.a.b'], { raw: ['raw.a.b'] });
});

test('groupedCharts() draws no more lines on one axis than there are colours', () => {
  const metrics = Array.from({ length: 20 }, (_, processor) => `cpu.${processor}.usage`);
  const [chart, ...others] = groupedCharts(metrics);
  assert.deepEqual(others, []);
  assert.deepEqual(
    chart?.panels.map(({ lines }) => lines.length),
    [8, 8, 4],
  );
  for (const { lines } of chart?.panels ?? []) {
    assert.equal(new Set(lines.map(({ colour }) => colour)).size, lines.length);
  }
});
