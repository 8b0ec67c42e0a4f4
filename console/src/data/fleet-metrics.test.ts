import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetMetrics } from './fleet-metrics.ts';
import { machineColumns } from '../parts/machines/machine-columns.ts';

test('fleetMetrics are what the columns of machines and their bars show', () => {
  const shown = machineColumns.flatMap(({ key, meter }) => [key, meter ?? key]);
  assert.deepEqual(fleetMetrics, [...new Set(shown)].filter((key) => key.includes('.'))); // prettier-ignore
});
