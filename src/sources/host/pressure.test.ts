import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, values } from '../../../test/host/machine.ts';

const line = (kind: string, total: number): string =>
  `${kind} avg10=1.50 avg60=0.63 avg300=0.76 total=${total}\n`;
const metrics = ['pressure.cpu.some', 'pressure.memory.some', 'pressure.memory.full', 'pressure.io.full'];

test('Pressure is the share of the interval that the total grew by', async () => {
  using machine = new Machine({
    'proc/pressure/cpu': line('some', 1000) + line('full', 0),
    'proc/pressure/memory': line('some', 0) + line('full', 0),
  });
  assert.deepEqual(values(await machine.poll(), ...metrics), [
    'first-sample',
    'first-sample',
    'first-sample',
    undefined,
  ]);
  const batch = await machine.next(
    {
      'proc/pressure/cpu': line('some', 501_000) + line('full', 77),
      'proc/pressure/memory': line('some', 2_000_001) + line('full', 1_000_000),
    },
    2000,
  );
  assert.deepEqual(values(batch, ...metrics), [0.25, 1, 0.5, undefined]);
});

test('Pressure of a machine without PSI is no series', async () => {
  using machine = new Machine({ 'proc/stat': 'cpu 1 2 3 4 5\n' });
  assert.deepEqual(
    values(await machine.poll(), ...metrics),
    metrics.map(() => undefined),
  );
});
