/**
 * How long it takes until the facts of all VMs of a demo are known, and what reading them costs: `npm run bench -- facts
 * [VMs …]`. Seconds until half and all of the VMs have facts (the longest turns of the loop meanwhile, in processor
 * time), then the duration of polls while no facts are read, and in a second server where they are read all the time.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Table } from '../src/api/wire/table.ts';
import type { FactName } from '../src/model/facts.ts';
import { readJson, startWatched, type WatchedServer } from './loop/server.ts';

/** The first poll, which lists all VMs, and those that read their XML make series: they are measured apart. */
const pollSeconds = 60;
const main = join(import.meta.dirname, '../src/main.ts');
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [200, 2000, 10_000]) await measure(size);

async function measure(vms: number): Promise<void> {
  const idle = await withServer(vms, '24h', async (server) => {
    const begun = performance.now();
    // What loading the program takes has nothing to do with VMs.
    await server.turns();
    await untilShare(server, vms, 'vcpus', 1);
    const [definitions, start] = [performance.now() - begun, await server.turns()];
    await untilShare(server, vms, 'snapshots', 0.5);
    const half = performance.now() - begun;
    await untilShare(server, vms, 'snapshots', 1);
    const [all, reading] = [performance.now() - begun, await server.turns()];
    const jobs = await countWith(server, 'job');
    console.log(`${vms} VMs: definitions of all after ${seconds(definitions)}, facts of half after ${seconds(half)}, of all after ${seconds(all)}, jobs of ${(100 * jobs) / vms} % then`); // prettier-ignore
    console.log(`  longest turn ${start.longestMs.toFixed(0)} ms CPU until all definitions are read, then ${reading.longestMs.toFixed(0)} ms until all facts are (idle process's delay ${reading.idleDelayMs.toFixed(0)} ms)`); // prettier-ignore
    await untilShare(server, vms, 'job', 1);
    return polls(server);
  });
  const busy = await withServer(vms, '60s', async (server) => {
    await untilShare(server, vms, 'vcpus', 1);
    return polls(server);
  });
  console.log(`  poll without facts ${idle}; with facts ${busy}; load ${loadavg()[0]?.toFixed(1)}`);
}

async function withServer<T>(
  vms: number,
  every: string,
  use: (server: WatchedServer) => Promise<T>,
): Promise<T> {
  const state = await mkdtemp(join(tmpdir(), 'virtscope-bench-'));
  const config = join(state, 'config.yaml');
  await writeFile(config, `libvirt: { facts: { every: ${every} } }\n`);
  const args = [
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--state',
    state,
    '--config',
    config,
    '--demo',
    String(vms),
  ];
  const server = await startWatched(main, args);
  try {
    return await use(server);
  } finally {
    await server.stop();
    await rm(state, { recursive: true });
  }
}

/** Duration of the next polls, and the longest turn of the loop meanwhile. */
async function polls(server: WatchedServer): Promise<string> {
  // One more, as the first after definitions are read makes series of their devices.
  await setTimeout(10_000);
  await server.turns();
  await setTimeout(pollSeconds * 1000);
  const { longestMs } = await server.turns();
  const path = `/metrics/source/libvirt/poll.duration/history?start=-${pollSeconds}`;
  const { data } = await readJson<{ data: (number | null)[] }>(server, path);
  const known = data.filter((value) => value !== null).toSorted((a, b) => a - b);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return `${mean.toFixed(3)} s (median ${(known[known.length >> 1] ?? NaN).toFixed(3)} of ${known.length}, longest turn ${longestMs.toFixed(0)} ms CPU)`; // prettier-ignore
}

async function untilShare(server: WatchedServer, vms: number, fact: FactName, share: number): Promise<void> {
  while ((await countWith(server, fact)) < share * vms) await setTimeout(vms > 1000 ? 2000 : 200);
}

/** VMs of which a fact was read. */
async function countWith(server: WatchedServer, fact: FactName): Promise<number> {
  if (fact === 'job') {
    const all = await readJson<{ facts: { job?: unknown } }[]>(server, '/vms');
    return all.filter(({ facts }) => facts.job !== undefined).length;
  }
  // The others always have a value.
  const { facts } = await readJson<Pick<Table, 'facts'>>(
    server,
    `/metrics/VM?columns=cpu.usage&facts=${fact}`,
  );
  return (facts[fact] ?? []).filter((value) => value !== null).length;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
