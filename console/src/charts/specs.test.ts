import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookup } from '../../../src/model/vocabulary.ts';
import { machineColumns } from '../parts/machines/machine-columns.ts';
import { hostCharts, machineCharts, metricsOf, perProcessor, type Chart } from './specs.ts';

test('every metric that is drawn is in the vocabulary of its class', () => {
  const f = (metrics: readonly string[], cls: 'host' | 'VM'): void => {
    for (const metric of metrics) assert.ok(lookup(metric)?.metric.classes.includes(cls), `${cls} ${metric}`);
  };
  f(metricsOf(machineCharts), 'VM');
  f(metricsOf(hostCharts), 'host');
  f(
    machineColumns.map(({ key }) => key).filter((key) => key.includes('.')),
    'VM',
  );
});

test('the lines of a panel share a unit', () => {
  for (const { panels } of [...machineCharts, ...hostCharts]) {
    for (const { lines } of panels) {
      const units = new Set(lines.map(({ metric }) => lookup(metric)?.metric.unit));
      assert.equal(units.size, 1, lines.map(({ metric }) => metric).join(' '));
    }
  }
});

test('perProcessor() draws a line for each processor, in order', () => {
  const chart = perProcessor(machineCharts[0] as Chart, [
    'cpu.10.usage',
    'cpu.2.usage',
    'cpu.usage',
    'cpu.2.steal',
  ]);
  assert.deepEqual(metricsOf([chart]), ['cpu.2.usage', 'cpu.10.usage']);
});
