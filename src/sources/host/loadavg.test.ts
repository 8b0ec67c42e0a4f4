import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, values } from '../../../test/host/machine.ts';

test('Loadavg reads the three averages', async () => {
  using machine = new Machine({ 'proc/loadavg': '0.61 12.29 100.15 3/345 4711\n' });
  assert.deepEqual(values(await machine.poll(), 'load.1m', 'load.5m', 'load.15m'), [0.61, 12.29, 100.15]);
});
