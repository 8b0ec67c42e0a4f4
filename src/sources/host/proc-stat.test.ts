import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, value, values } from '../../../test/host/machine.ts';

const stat = (...lines: string[]): { 'proc/stat': string } => ({
  'proc/stat': `${lines.join('\n')}\nintr 1 2 3\nctxt 5\n`,
});

test('ProcStat turns ticks into shares: guest is part of user, steal is not used time', async () => {
  //                 user nice system idle iowait irq softirq steal guest guest_nice
  using machine = new Machine(stat('cpu  100 10 50 1000 20 3 7 5 40 4', 'cpu0 1 0 0 0 0 0 0 0 0 0'));
  assert.equal(value(await machine.poll(), 'cpu.usage'), 'first-sample');
  const batch = await machine.next(
    stat('cpu  140 20 70 1060 30 8 12 25 60 9', 'cpu0 1 0 0 0 0 0 0 0 0 0', 'cpu1 0 0 0 9 0 0 0 0 0 0'),
  );
  // user+nice 50, of it guest 25; system+irq+softirq 30; idle 60, iowait 10; steal 20; in all 170.
  const f = (metric: string, want: number | string): void => assert.equal(value(batch, metric), want, metric);
  f('cpu.usage', 80 / 170);
  f('cpu.cores', 160 / 170);
  f('cpu.user', 25 / 170);
  f('cpu.guest', 25 / 170);
  f('cpu.system', 30 / 170);
  f('cpu.iowait', 10 / 170);
  f('cpu.steal', 20 / 170);
  f('cpu.count', 2);
  f('cpu.0.usage', 'idle');
  f('cpu.1.usage', 'first-sample');
});

test('ProcStat reads the formats of old kernels and invents no series for them', async () => {
  const f = async (before: string, after: string, want: (number | string | undefined)[]): Promise<void> => {
    using machine = new Machine(stat(before));
    await machine.poll();
    const batch = await machine.next(stat(after));
    assert.deepEqual(values(batch, 'cpu.usage', 'cpu.user', 'cpu.steal', 'cpu.guest'), want);
  };
  // 2.6.9: no steal
  await f('cpu 0 0 0 0 0 0 0', 'cpu 10 0 10 70 10 0 0', [0.2, 0.1, undefined, undefined]);
  // 2.6.18: steal
  await f('cpu 0 0 0 0 0 0 0 0', 'cpu 10 0 10 60 10 0 0 10', [0.2, 0.1, 0.1, undefined]);
  // 2.6.27: guest, no guest_nice
  await f('cpu 0 0 0 0 0 0 0 0 0', 'cpu 10 0 10 60 10 0 0 10 5', [0.2, 0.05, 0.1, 0.05]);
});

test('ProcStat: the kernel takes iowait back to idle, which is no reset', async () => {
  using machine = new Machine(stat('cpu 0 0 0 100 50 0 0 0 0 0'));
  await machine.poll();
  const batch = await machine.next(stat('cpu 20 0 0 200 30 0 0 0 0 0'));
  assert.deepEqual(values(batch, 'cpu.usage', 'cpu.iowait'), [0.2, 0]);
});

test('ProcStat: steal that falls (the machine migrated) is unknown and spoils nothing else', async () => {
  using machine = new Machine(stat('cpu 0 0 0 0 0 0 0 900 0 0'));
  await machine.poll();
  const batch = await machine.next(stat('cpu 25 0 0 75 0 0 0 3 0 0'));
  assert.deepEqual(values(batch, 'cpu.usage', 'cpu.steal'), [0.25, 'counter-reset']);
});

test('ProcStat: a tick that guest is ahead of user is rounding', async () => {
  using machine = new Machine(stat('cpu 10 0 0 0 0 0 0 0 10 0'));
  await machine.poll();
  const batch = await machine.next(stat('cpu 10 0 0 99 0 0 0 0 11 0'));
  assert.equal(value(batch, 'cpu.user'), 0);
});

test('ProcStat: idle and iowait that fall by some ticks have not grown, and are no reset', async () => {
  using machine = new Machine(stat('cpu 0 0 0 1000 500 0 0', 'cpu0 0 0 0 500 250 0 0'));
  await machine.poll();
  let batch = await machine.next(stat('cpu 10 0 0 999 499 0 0', 'cpu0 10 0 0 499 250 0 0'));
  assert.deepEqual(values(batch, 'cpu.usage', 'cpu.iowait', 'cpu.0.usage', 'cpu.0.iowait'), [1, 0, 1, 0]);
  // From the highest on: what was counted once is not counted again.
  batch = await machine.next(stat('cpu 20 0 0 1010 500 0 0', 'cpu0 20 0 0 510 250 0 0'));
  assert.deepEqual(values(batch, 'cpu.usage', 'cpu.iowait', 'cpu.0.usage', 'cpu.0.iowait'), [0.5, 0, 0.5, 0]);
});

test('ProcStat: idle that falls by seconds began again, as on a processor that was taken out', async () => {
  using machine = new Machine(stat('cpu 0 0 0 0 0 0 0', 'cpu0 0 0 0 5000 0 0 0'));
  await machine.poll();
  const batch = await machine.next(stat('cpu 10 0 0 90 0 0 0', 'cpu0 10 0 0 4000 0 0 0'));
  assert.deepEqual(values(batch, 'cpu.0.usage', 'cpu.0.iowait'), ['counter-reset', 'counter-reset']);
});

test('ProcStat: counters that began again are unknown for one sample', async () => {
  using machine = new Machine(stat('cpu 500 0 0 500 0 0 0 0 0 0'));
  await machine.poll();
  let batch = await machine.next(stat('cpu 5 0 0 5 0 0 0 0 0 0'));
  assert.deepEqual(values(batch, 'cpu.usage', 'cpu.user', 'cpu.iowait', 'cpu.count'), [
    'counter-reset',
    'counter-reset',
    'counter-reset',
    'not-reported',
  ]);
  batch = await machine.next(stat('cpu 10 0 0 10 0 0 0 0 0 0'));
  assert.equal(value(batch, 'cpu.usage'), 0.5);
});

test('ProcStat: a processor that went offline is not reported, and back again has its mean over the gap', async () => {
  using machine = new Machine(stat('cpu 0 0 0 0 0 0 0', 'cpu0 0 0 0 0 0 0 0', 'cpu1 0 0 0 0 0 0 0'));
  await machine.poll();
  let batch = await machine.next(stat('cpu 1 0 0 1 0 0 0', 'cpu0 1 0 0 1 0 0 0'));
  assert.deepEqual(values(batch, 'cpu.0.usage', 'cpu.1.usage', 'cpu.count'), [0.5, 'not-reported', 1]);
  batch = await machine.next(stat('cpu 2 0 0 2 0 0 0', 'cpu0 1 0 0 2 0 0 0', 'cpu1 3 0 0 1 0 0 0'));
  assert.deepEqual(values(batch, 'cpu.0.usage', 'cpu.1.usage', 'cpu.count'), [0, 0.75, 2]);
});

test('ProcStat: a file without the line of all processors leaves nothing of the poll before', async () => {
  using machine = new Machine(stat('cpu 0 0 0 0 0 0 0'));
  await machine.poll();
  await machine.next(stat('cpu 1 0 0 1 0 0 0'));
  assert.equal(value(await machine.next(stat('')), 'cpu.usage'), 'not-reported');
});
