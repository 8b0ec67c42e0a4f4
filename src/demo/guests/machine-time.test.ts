import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startTestDemo } from '../test-demo.ts';

it('the machine uses what its guests use and a little more, also while they are started anew', async () => {
  await using demo = await startTestDemo({ guests: 40 });
  await using client = await demo.connect();
  const { cpus } = await client.nodeInfo();
  const busyNs = async (): Promise<number> => {
    const { kernel = 0n, user = 0n } = await client.nodeCpuStats();
    return Number(kernel + user);
  };
  const guestsNs = async (): Promise<number> => {
    const records = await client.getAllDomainStats();
    const times = records.map(({ params }) => {
      const field = (name: string) => params.find((param) => param.field === name)?.value;
      return field('state.state') === 5 ? 0 : Number(field('cpu.time'));
    });
    return times.reduce((sum, time) => sum + time, 0);
  };
  const [busyBefore, guestsBefore] = [await busyNs(), await guestsNs()];
  demo.clock.pass(600_000);
  const [busy, guests] = [(await busyNs()) - busyBefore, (await guestsNs()) - guestsBefore];
  const own = (busy - guests) / (600e9 * cpus);
  assert.ok(Math.abs(own - 0.01) < 0.001, `${own} of its own`);

  const earlier = await client.nodeCpuStats();
  demo.server.command('web-01', 'stop');
  demo.server.command('web-01', 'start');
  demo.clock.pass(10_000);
  const later = await client.nodeCpuStats();
  for (const [field, ns] of Object.entries(earlier)) assert.ok(later[field]! >= ns, field);
});

it('the memory of the guests is part of what the machine has in use', async () => {
  await using demo = await startTestDemo({ guests: 40 });
  await using client = await demo.connect();
  const { total = 0n, free = 0n, buffers = 0n, cached = 0n } = await client.nodeMemoryStats();
  const records = await client.getAllDomainStats();
  const resident = records.flatMap(({ params }) => params.find(({ field }) => field === 'balloon.rss')?.value ?? []); // prettier-ignore
  const guests = resident.reduce<number>((sum, kib) => sum + Number(kib), 0);
  const used = Number(total - free - buffers - cached);
  assert.ok(guests < used && used < Number(total) * 0.95, `${guests} of ${used} of ${total}`);
});
