import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultHostConfig } from './config.ts';
import { Machine, value, values } from '../../../test/host/machine.ts';

const stats = (...lines: string[]): { 'proc/diskstats': string } => ({
  'proc/diskstats': lines.map((line) => `${line}\n`).join(''),
});
/** A whole disk in /sys; hardware has `device`. */
const hardware = (name: string): Record<string, string> => ({
  [`sys/block/${name}/size`]: '2048\n',
  [`sys/block/${name}/device/model`]: 'Fast Disk   \n',
});
const stacked = (name: string, on: string): Record<string, string> => ({
  [`sys/block/${name}/slaves/${on}`]: '',
});

test('Diskstats reads the 20 fields of Linux 5.5 and later', async () => {
  using machine = new Machine({
    ...hardware('vda'),
    ...stats(' 254       0 vda 100 5 2000 300 50 7 800 200 1 1000 500 9 9 9 9 10 40'),
  });
  await machine.poll();
  const batch = await machine.next(
    stats(' 254       0 vda 120 5 2400 400 60 7 880 240 0 2000 600 9 9 9 9 14 80'),
    2000,
  );
  for (const disk of ['disk', 'disk.vda']) {
    const f = (metric: string, want: number): void =>
      assert.equal(value(batch, `${disk}.${metric}`), want, metric);
    f('read.bytes', 102_400);
    f('write.bytes', 20_480);
    f('read.requests', 10);
    f('write.requests', 5);
    f('read.latency', 0.005);
    f('write.latency', 0.004);
    f('flush.requests', 2);
    f('flush.latency', 0.01);
  }
  assert.equal(value(batch, 'disk.vda.utilisation'), 0.5);
  assert.equal(value(batch, 'disk.utilisation'), undefined);
  assert.deepEqual(machine.host.devices, [
    { kind: 'disk', key: 'vda', labels: { device: 'vda', bytes: '1048576', model: 'Fast Disk' } },
  ]);
});

test('Diskstats reads the 14 fields of old kernels, without flushes', async () => {
  using machine = new Machine({
    ...hardware('hda'),
    ...stats('3 0 hda 1 0 2 3 4 0 5 6 0 7 8', '3 1 hda1 1 2 3 4'),
  });
  await machine.poll();
  const batch = await machine.next(stats('3 0 hda 2 0 4 5 4 0 5 6 0 7 8', '3 1 hda1 1 2 3 4'));
  assert.deepEqual(values(batch, 'disk.hda.read.bytes', 'disk.read.latency', 'disk.hda.flush.requests'), [
    1024,
    0.002,
    undefined,
  ]);
});

test('Diskstats: a disk without requests has no latency', async () => {
  using machine = new Machine({ ...hardware('vda'), ...stats('254 0 vda 1 0 2 3 4 0 5 6 0 7 8') });
  await machine.poll();
  const batch = await machine.next(stats('254 0 vda 1 0 2 3 4 0 5 6 0 7 8'));
  assert.deepEqual(values(batch, 'disk.vda.read.bytes', 'disk.vda.read.latency', 'disk.read.latency'), [
    0,
    'idle',
    'idle',
  ]);
});

test('Diskstats: a 32-bit counter of milliseconds that wrapped costs its latency for one sample, nothing else', async () => {
  using machine = new Machine({ ...hardware('vda'), ...stats('254 0 vda 10 0 2 4294967290 4 0 5 6 0 7 8') });
  await machine.poll();
  let batch = await machine.next(stats('254 0 vda 20 0 2 14 4 0 5 6 0 7 8'));
  const metrics = ['disk.vda.read.requests', 'disk.vda.read.latency', 'disk.read.latency'];
  assert.deepEqual(values(batch, ...metrics), [10, 'counter-reset', 'counter-reset']);
  batch = await machine.next(stats('254 0 vda 30 0 2 24 4 0 5 6 0 7 8'));
  assert.deepEqual(values(batch, ...metrics), [10, 0.001, 0.001]);
});

test('Diskstats: requests in flight below zero, as some drivers count, harm nothing', async () => {
  using machine = new Machine({ ...hardware('sda'), ...stats('8 0 sda 1 0 2 3 4 0 5 6 -1 7 -8') });
  await machine.poll();
  const batch = await machine.next(stats('8 0 sda 2 0 4 5 4 0 5 6 -2 507 -9'));
  assert.deepEqual(values(batch, 'disk.sda.read.requests', 'disk.sda.utilisation'), [1, 0.5]);
});

test('Diskstats: partitions, loop devices, hidden paths and unused devices are no disks', async () => {
  using machine = new Machine({
    ...hardware('vda'),
    ...hardware('nvme0c0n1'),
    'sys/block/nvme0c0n1/hidden': '1\n',
    ...hardware('nbd0'),
    ...hardware('loop0'),
    ...stats(
      '254 0 vda 1 0 2 3 4 0 5 6 0 7 8',
      '254 1 vda1 1 0 2 3 4 0 5 6 0 7 8',
      '259 0 nvme0c0n1 1 0 2 3 4 0 5 6 0 7 8',
      '7 0 loop0 1 0 2 3 4 0 5 6 0 7 8',
      '43 0 nbd0 0 0 0 0 0 0 0 0 0 0 0',
    ),
  });
  await machine.poll();
  assert.deepEqual(
    machine.host.devices?.map(({ key }) => key),
    ['vda'],
  );
});

test('Diskstats: device-mapper and md stand beside the disks they are made of and not in the totals', async () => {
  const lines = (n: number): { 'proc/diskstats': string } =>
    stats(
      `8 0 sda ${n} 0 ${n} 3 4 0 5 6 0 7 8`,
      `8 16 sdb ${n} 0 ${n} 3 4 0 5 6 0 7 8`,
      `9 0 md0 ${n} 0 ${n} 3 4 0 5 6 0 7 8`,
      `253 3 dm-3 ${n} 0 ${n} 3 4 0 5 6 0 7 8`,
    );
  using machine = new Machine({
    ...hardware('sda'),
    ...hardware('sdb'),
    ...stacked('md0', 'sda'),
    ...stacked('dm-3', 'md0'),
    'sys/block/dm-3/dm/name': 'vg-root.x\n',
    ...lines(10),
  });
  await machine.poll();
  const batch = await machine.next(lines(30));
  assert.deepEqual(
    values(batch, 'disk.read.requests', 'disk.sda.read.requests', 'disk.md0.read.requests'),
    [40, 20, 20],
  );
  assert.equal(value(batch, 'disk.vg-root_x.read.requests'), 20);
});

test('Diskstats: a disk that comes and goes, and what was behind its name', async () => {
  const one = '8 0 sda 5 0 2 3 4 0 5 6 0 7 8';
  using machine = new Machine({ ...hardware('sda'), ...hardware('sdb'), ...stats(one) });
  const metrics = ['disk.read.requests', 'disk.sda.read.requests', 'disk.sdb.read.requests'];
  await machine.poll();
  let batch = await machine.next(stats(one, '8 16 sdb 5 0 2 3 4 0 5 6 0 7 8'));
  assert.deepEqual(values(batch, ...metrics), ['first-sample', 0, 'first-sample']);
  batch = await machine.next(stats(one, '8 16 sdb 6 0 2 3 4 0 5 6 0 7 8'));
  assert.deepEqual(values(batch, ...metrics), [1, 0, 1]);
  batch = await machine.next(stats(one));
  assert.deepEqual(values(batch, ...metrics), [0, 0, 'not-reported']);
  assert.equal(machine.host.devices?.length, 1);
  batch = await machine.next(stats(one, '8 16 sdb 900 0 2 3 4 0 5 6 0 7 8'));
  assert.deepEqual(values(batch, ...metrics), ['first-sample', 0, 'first-sample']);
});

test('Diskstats: a mapping made anew under another number keeps its series', async () => {
  const dm = (number: number): Record<string, string> => ({
    ...stacked(`dm-${number}`, 'sda'),
    [`sys/block/dm-${number}/dm/name`]: 'data\n',
    ...stats(`253 ${number} dm-${number} 5 0 2 3 4 0 5 6 0 7 8`),
  });
  using machine = new Machine(dm(1));
  await machine.poll();
  assert.equal(value(await machine.next(dm(7)), 'disk.data.read.requests'), 'first-sample');
  assert.equal(value(await machine.next({}), 'disk.data.read.requests'), 0);
});

test('Diskstats: beyond the limit disks are in the totals, have no series, and the host is labelled with them', async () => {
  const names = ['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf', 'sdg', 'sdh', 'sdi'];
  const lines = (n: number): { 'proc/diskstats': string } =>
    stats(
      `253 0 dm-0 ${n} 0 2 3 4 0 5 6 0 7 8`,
      `253 1 dm-1 ${n} 0 2 3 4 0 5 6 0 7 8`,
      ...names.map((name) => `8 0 ${name} ${n} 0 2 3 4 0 5 6 0 7 8`),
    );
  using machine = new Machine(
    {
      ...Object.assign({}, ...names.map(hardware)),
      ...stacked('dm-0', 'sda'),
      ...stacked('dm-1', 'sda'),
      ...lines(1),
    },
    { config: { ...defaultHostConfig, disks: { leaveOut: ['sdh'], max: 2 } } },
  );
  await machine.poll();
  const batch = await machine.next(lines(2));
  assert.deepEqual(
    machine.host.devices?.map(({ key }) => key),
    ['dm-0', 'sda'],
  );
  assert.equal(value(batch, 'disk.read.requests'), 8);
  assert.equal(machine.host.labels['disksLeftOut'], 'dm-1, sdb, sdc, sdd, sde and 3 more');
});

test('Diskstats: names with a slash are found in /sys', async () => {
  using machine = new Machine({
    ...hardware('cciss!c0d0'),
    ...stats('104 0 cciss/c0d0 1 0 2 3 4 0 5 6 0 7 8'),
  });
  assert.equal(value(await machine.poll(), 'disk.cciss_c0d0.read.bytes'), 'first-sample');
});
