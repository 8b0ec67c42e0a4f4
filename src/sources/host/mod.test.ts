import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { FakeClock } from '../../../test/fake-clock.ts';
import type { PollResult } from '../../model/batch.ts';
import { Reason } from '../../model/reason.ts';
import { POLL_METRICS } from '../../model/source.ts';
import { lookup } from '../../model/vocabulary.ts';
import { Machine, value, values } from '../../../test/host/machine.ts';
import { createHostSource } from './mod.ts';

const files = {
  'proc/stat': 'cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n',
  'proc/meminfo':
    'MemTotal: 9 kB\nMemFree: 2 kB\nMemAvailable: 3 kB\nBuffers: 1 kB\nCached: 2 kB\nSwapTotal: 5 kB\n',
  'proc/loadavg': '1 2 3\n',
  'proc/vmstat': 'pswpin 1\npswpout 2\npgmajfault 3\noom_kill 4\n',
  'proc/pressure/cpu': 'some avg10=0 total=1\n',
  'proc/pressure/memory': 'some avg10=0 total=1\nfull avg10=0 total=1\n',
  'proc/pressure/io': 'some avg10=0 total=1\nfull avg10=0 total=1\n',
  'proc/diskstats': '8 0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n',
  'sys/block/sda/size': '2048\n',
  'sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages': '2\n',
  'sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages': '1\n',
  'proc/sys/fs/file-nr': '3 1 9\n',
  'proc/sys/net/netfilter/nf_conntrack_count': '1\n',
  'proc/sys/net/netfilter/nf_conntrack_max': '2\n',
  'proc/mdstat': 'md0 : active raid1 a[1] b[0]\n 5 blocks [2/2] [UU]\n',
  'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n',
  'sys/class/hwmon/hwmon0/temp1_input': '45000\n',
  'sys/class/net/bond0/bonding/slaves': 'eth0\n',
  'sys/class/net/bond0/flags': '0x1\n',
  'sys/class/net/bond0/operstate': 'up\n',
  'sys/class/net/bond0/speed': '1000\n',
  'proc/net/dev': 'eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
};

/** Every value is known, finite and within the vocabulary's bounds, or has a reason. */
function assertSound(batch: PollResult): void {
  for (let slot = 0; slot < batch.series.length; slot++) {
    const number = batch.values[slot] as number;
    const name = batch.series.metricAt(slot);
    const metric = lookup(name)?.metric;
    assert.ok(metric, `${name} is in the vocabulary`);
    assert.ok(metric.classes.includes(batch.series.entityAt(slot)?.class ?? 'VM'), name);
    assert.equal(Number.isNaN(number), batch.reasons[slot] !== Reason.known, name);
    if (Number.isNaN(number)) continue;
    assert.ok(Number.isFinite(number), name);
    assert.ok(number >= (metric.min ?? -Infinity) && number <= (metric.max ?? Infinity), `${name} ${number}`);
  }
}

test('createHostSource gives every metric of the vocabulary that a host has, once its files are there', async () => {
  const space = { totalBytes: 9, freeBytes: 5, availableBytes: 4, inodes: 3, freeInodes: 1 };
  using machine = new Machine(files, { measure: async () => space });
  await machine.poll();
  let batch = await machine.next({});
  // Read in the background.
  const later = ['fs._.usage', 'bond.bond0.members.up', 'sensor.hwmon0_temp1.temperature'];
  while (values(batch, ...later).includes(undefined)) {
    await wait(1);
    batch = await machine.next({});
  }
  assertSound(batch);
  const patterns = new Set(
    Array.from(
      { length: batch.series.length },
      (_, slot) => lookup(batch.series.metricAt(slot))?.metric.pattern,
    ),
  );
  const { metrics } = await import('../../model/metrics.ts');
  for (const { pattern, classes, sources } of metrics) {
    if (!sources.includes('host') || classes.every((one) => one === 'VM')) continue;
    assert.ok(patterns.has(pattern), pattern);
  }
});

test('createHostSource: a batch has the time before the first read, and room for the poll’s own figures', async () => {
  using machine = new Machine(files);
  const batch = await machine.poll();
  assert.equal(batch.time, 1_700_000_000_000);
  const { id, kind, intervalMs } = machine.source;
  assert.deepEqual([id, kind, intervalMs, batch.durationMs], ['host', 'host', 5000, 0]);
  assert.deepEqual(batch.complete, ['host', 'source']);
  // The pipeline writes them (pipeline/report.ts).
  for (const metric of POLL_METRICS) assert.equal(value(batch, metric), 'not-reported');
});

test('createHostSource where there is no /proc is down with a reason, and up again when there is', async () => {
  using machine = new Machine({ 'etc/hostname': 'x' });
  assert.equal(machine.source.status().up, false);
  const batch = await machine.poll();
  assertSound(batch);
  const status = machine.source.status();
  assert.match(status.reason ?? '', /^Cannot read /);
  assert.deepEqual([status.up, machine.host.state], [false, 'down']);
  await machine.next(files, 7000);
  const { up, reason, since } = machine.source.status();
  assert.deepEqual([up, reason, since], [true, null, 1_700_000_007_000]);
  assert.deepEqual([machine.host.state, machine.host.stateSince], ['up', since]);
});

test('createHostSource: files that come and go, or hold anything at all, make unknown values and no error', async () => {
  const paths = Object.keys(files) as (keyof typeof files)[];
  const noise = fc.stringMatching(/^[cpu0-9 \n.:a-z_=-]{0,300}$/);
  const numbers = fc.array(fc.integer({ min: 0, max: 2 ** 33 }), { minLength: 5, maxLength: 20 });
  const text = (path: keyof typeof files): fc.Arbitrary<string> =>
    fc.oneof(
      noise,
      fc.constant(''),
      // The right words with any numbers.
      numbers.map((list) => {
        let i = 0;
        return files[path].replaceAll(/\d+/g, () => String(list[i++ % list.length]));
      }),
    );
  const step = fc.record(Object.fromEntries(paths.map((path) => [path, text(path)])));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      using machine = new Machine(files);
      for (const changed of steps) assertSound(await machine.next(changed));
    }),
    { numRuns: 40 },
  );
});

const noLinux = !existsSync('/proc/diskstats') && 'needs the /proc of Linux';

test('createHostSource agrees with the kernel about this machine', { skip: noLinux }, async () => {
  const clock = new FakeClock(1_700_000_000_000);
  const source = createHostSource({ clock });
  const { signal } = new AbortController();
  const outer = kernel();
  await source.poll(signal);
  const inner = kernel();
  // Something to see: read, until the kernel has noticed the time it took.
  while (kernel().busyTicks < inner.busyTicks + 3);
  const innerEnd = kernel();
  clock.pass(1000);
  const batch = await source.poll(signal);
  const outerEnd = kernel();
  assertSound(batch);

  assert.equal(value(batch, 'memory.total'), outerEnd.memoryBytes);
  assert.equal(value(batch, 'cpu.count'), outerEnd.processors);
  const usage = Number(value(batch, 'cpu.usage'));
  assert.ok(usage >= (innerEnd.busyTicks - inner.busyTicks) / (outerEnd.ticks - outer.ticks), String(usage));
  assert.ok(usage <= (outerEnd.busyTicks - outer.busyTicks) / (innerEnd.ticks - inner.ticks), String(usage));
  for (const [metric, field] of [
    ['disk.read.bytes', 'sectorBytesRead'],
    ['net.rx.bytes', 'bytesReceived'],
    ['memory.fault.major', 'majorFaults'],
  ] as const) {
    const found = value(batch, metric);
    if (found === undefined) continue;
    assert.ok(Number(found) >= innerEnd[field] - inner[field], `${metric} ${found}`);
    assert.ok(Number(found) <= outerEnd[field] - outer[field], `${metric} ${found}`);
  }
  await source.close();
});

/** The kernel's figures, read in another way: ticks of all processors, bytes of all hardware. */
function kernel() {
  const read = (path: string): string => readFileSync(path, 'utf8');
  const rows = (path: string): string[][] =>
    read(path)
      .split('\n')
      .map((line) => line.trim().split(/[\s:]+/));
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
  const stat = rows('/proc/stat');
  const ticks = (stat[0] ?? []).slice(1, 9).map(Number);
  const disks = rows('/proc/diskstats').filter(([, , name]) => existsSync(`/sys/block/${name}/device`));
  const nets = rows('/proc/net/dev').filter(([name]) => existsSync(`/sys/class/net/${name}/device`));
  return {
    memoryBytes: Number(/MemTotal: +(\d+)/.exec(read('/proc/meminfo'))?.[1]) * 1024,
    processors: stat.filter(([name = '']) => /^cpu\d/.test(name)).length,
    majorFaults: Number(/pgmajfault (\d+)/.exec(read('/proc/vmstat'))?.[1]),
    ticks: sum(ticks),
    busyTicks: sum(ticks.filter((_, field) => ![3, 4, 7].includes(field))),
    sectorBytesRead: sum(disks.map((disk) => Number(disk[5]) * 512)),
    bytesReceived: sum(nets.map((net) => Number(net[1]))),
  };
}
