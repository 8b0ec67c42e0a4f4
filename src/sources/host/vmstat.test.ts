import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { Machine, values } from '../../../test/host/machine.ts';

const metrics = ['memory.swap.in', 'memory.swap.out', 'memory.fault.major'];
const vmstat = (swapIn: number, swapOut: number, faults: number): { 'proc/vmstat': string } => ({
  'proc/vmstat': `nr_free_pages 9\npswpin ${swapIn}\npswpout ${swapOut}\npgfault 99\npgmajfault ${faults}\nswap_ra 3\n`,
});

/** The auxiliary vector of a 64-bit process as text: AT_PAGESZ between two other entries. */
function auxv(pageBytes: number): Buffer {
  const words = BigUint64Array.of(33n, 7n, 6n, BigInt(pageBytes), 0n, 0n);
  return Buffer.from(words.buffer);
}

test('Vmstat counts swapped pages in bytes and major faults', async () => {
  using machine = new Machine(vmstat(0, 10, 100));
  assert.deepEqual(values(await machine.poll(), ...metrics), [
    'first-sample',
    'first-sample',
    'first-sample',
  ]);
  assert.deepEqual(values(await machine.next(vmstat(4, 12, 107), 2000), ...metrics), [8192, 4096, 3.5]);
});

test(
  'Vmstat knows pages of another size',
  { skip: endianness() === 'BE' && 'written for little endian' },
  async () => {
    using machine = new Machine({ ...vmstat(0, 0, 0), 'proc/self/auxv': auxv(65_536).toString('latin1') });
    await machine.poll();
    assert.deepEqual(values(await machine.next(vmstat(1, 2, 0)), ...metrics), [65_536, 131_072, 0]);
  },
);

test('Vmstat: what a kernel does not count is not reported', async () => {
  using machine = new Machine({ 'proc/vmstat': 'pgmajfault 5\n' });
  await machine.poll();
  const batch = await machine.next({ 'proc/vmstat': 'pgmajfault 6\n' });
  assert.deepEqual(values(batch, ...metrics), ['not-reported', 'not-reported', 1]);
});
