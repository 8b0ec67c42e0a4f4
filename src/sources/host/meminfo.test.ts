import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PollResult } from '../../model/batch.ts';
import { Machine, value, values } from '../../../test/host/machine.ts';

const meminfo = `MemTotal:        1000 kB
MemFree:          200 kB
MemAvailable:     400 kB
Buffers:           10 kB
Cached:           150 kB
SwapCached:         7 kB
Shmem:             30 kB
SReclaimable:      20 kB
SwapTotal:        500 kB
SwapFree:         100 kB
`;

test('Meminfo gives memory and swap in bytes', async () => {
  using machine = new Machine({ 'proc/meminfo': meminfo });
  const batch = await machine.poll();
  const f = (metric: string, want: number): void => assert.equal(value(batch, metric), want, metric);
  f('memory.total', 1_024_000);
  f('memory.available', 409_600);
  f('memory.used', 614_400);
  f('memory.usage', 0.6);
  f('memory.free', 204_800);
  f('memory.cache', 153_600);
  f('swap.total', 512_000);
  f('swap.used', 409_600);
});

test('Meminfo of a kernel that does not report what is available leaves used unknown', async () => {
  using machine = new Machine({ 'proc/meminfo': meminfo.replace(/MemAvailable.*\n/, '') });
  const batch = await machine.poll();
  assert.deepEqual(values(batch, 'memory.total', 'memory.available', 'memory.used', 'memory.usage'), [
    1_024_000,
    'not-reported',
    'not-reported',
    'not-reported',
  ]);
});

test('Meminfo that goes away leaves unknown values, never old ones', async () => {
  using machine = new Machine({ 'proc/meminfo': meminfo });
  await machine.poll();
  assert.equal(value(await machine.next({ 'proc/meminfo': null }), 'memory.total'), 'not-reported');
});

const arcstats = (size: number, least: number): string => `13 1 0x01 147 39984 5261374263 89354
name                            type data
hits                            4    991
c                               4    300000
c_min                           4    ${least}
c_max                           4    500000
size                            4    ${size}
`;

test('Meminfo counts as available and cache what the ARC of ZFS gives back', async () => {
  using machine = new Machine({
    'proc/meminfo': meminfo,
    'proc/spl/kstat/zfs/arcstats': arcstats(302_400, 100_000),
  });
  const f = (batch: PollResult, ...want: (number | string)[]): void =>
    assert.deepEqual(values(batch, 'memory.available', 'memory.used', 'memory.cache', 'memory.free'), want);
  f(await machine.poll(), 409_600 + 202_400, 412_000, 153_600 + 202_400, 204_800);
  f(await machine.next({ 'proc/spl/kstat/zfs/arcstats': arcstats(90_000, 100_000) }), 409_600, 614_400, 153_600, 204_800); // prettier-ignore
  f(await machine.next({ 'proc/spl/kstat/zfs/arcstats': arcstats(9_999_999, 0) }), 1_024_000, 0, 1_024_000, 204_800); // prettier-ignore
  f(await machine.next({ 'proc/spl/kstat/zfs/arcstats': 'torn' }), 409_600, 614_400, 153_600, 204_800);
});
