import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, value, values } from '../../../test/host/machine.ts';

const pool = (kib: number, total: number, free: number): Record<string, string> => {
  const folder = `sys/kernel/mm/hugepages/hugepages-${kib}kB`;
  return { [`${folder}/nr_hugepages`]: `${total}\n`, [`${folder}/free_hugepages`]: `${free}\n` };
};

test('Hugepages gives what is in each pool, in bytes', async () => {
  using machine = new Machine({ ...pool(2048, 1024, 24), ...pool(1_048_576, 4, 4), ...pool(64, 0, 0) });
  const f = (key: string, total: number, free: number): void =>
    assert.deepEqual(values(batch, `hugepages.${key}.total`, `hugepages.${key}.free`), [total, free]);
  let batch = await machine.poll();
  f('2M', 2 ** 31, 24 * 2 ** 21);
  f('1G', 2 ** 32, 2 ** 32);
  f('64K', 0, 0);
  batch = await machine.next(pool(2048, 1025, 0));
  f('2M', 1025 * 2 ** 21, 0);
});

test('Hugepages of a kernel without them has no series, and a pool that cannot be read is unknown', async () => {
  using machine = new Machine({ 'proc/stat': 'cpu 0 0 0 0\n' });
  assert.equal(value(await machine.poll(), 'hugepages.2M.total'), undefined);
  using other = new Machine(pool(2048, 1, 1));
  await other.poll();
  const folder = 'sys/kernel/mm/hugepages/hugepages-2048kB';
  const batch = await other.next({ [`${folder}/nr_hugepages`]: null, [`${folder}/free_hugepages`]: 'x' });
  assert.deepEqual(values(batch, 'hugepages.2M.total', 'hugepages.2M.free'), [
    'not-reported',
    'not-reported',
  ]);
});
