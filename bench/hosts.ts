/**
 * What many hosts cost: `npm run bench -- hosts [HOSTS [VMS [MINUTES]]]`, 100 hosts of 100 VMs for ten minutes by default.
 * One program reads them every 5 s; after half of the time a host that never answers and one that answers nonsense come to
 * them. The hosts are in a process of its own, whose work is not counted.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readJson, startWatched, type WatchedServer } from './loop/server.ts';

const [hosts = 100, vms = 100, minutes = 10] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'virtscope-bench-'));
const demos = fork(join(import.meta.dirname, 'hosts/demos.ts'), [folder, String(hosts), String(vms)]);
try {
  const [sockets] = (await once(demos, 'message')) as [string[]];
  await measure(sockets);
} finally {
  demos.kill();
  await rm(folder, { recursive: true });
}

async function measure(sockets: readonly string[]): Promise<void> {
  const config = join(folder, 'config.yaml');
  const list = (paths: readonly string[]): string =>
    `libvirt: { uri: none }\nsources:\n${paths.map((path, i) => `- { name: h${i}, uri: "qemu+unix:///system?socket=${path}" }\n`).join('')}`;
  await writeFile(config, list(sockets));
  const args = ['serve', '--listen', '127.0.0.1:0', '--state', join(folder, 'state'), '--config', config];
  const server = await startWatched(join(import.meta.dirname, '../src/main.ts'), args);
  try {
    const begun = performance.now();
    await until(server, sockets.length * vms);
    console.log(
      `${hosts} hosts of ${vms} VMs: all listed after ${((performance.now() - begun) / 1000).toFixed(1)} s`,
    );
    await report(server, 'at the start', 60);
    const halfSeconds = Math.max(30, minutes * 30 - 60);
    await report(server, 'then', halfSeconds);
    await writeFile(config, list([...sockets, join(folder, 'silent'), join(folder, 'garbage')]));
    await fetch(`${server.url}/reload`, { method: 'POST' });
    await report(server, 'with one host that is silent and one that answers nonsense', halfSeconds);
  } finally {
    await server.stop();
  }
}

/** Prints what happened in so many seconds. */
async function report(server: WatchedServer, when: string, seconds: number): Promise<void> {
  const before = await missed(server);
  await server.turns();
  const demosMs = await cpuOfDemos();
  await setTimeout(seconds * 1000);
  const { longestMs, cpuMs, rssMb, idleDelayMs } = await server.turns();
  const after = await missed(server);
  const share = (ms: number): string => `${(ms / seconds / 10).toFixed(0)} % of a core`;
  const polls = [...before.keys()].filter((id) => /^h(\d+|ost)$/.test(id));
  const lost = polls.reduce((sum, id) => sum + (after.get(id) ?? 0) - (before.get(id) ?? 0), 0);
  console.log(
    `  ${when} (${seconds} s): ${share(cpuMs)} (the hosts ${share((await cpuOfDemos()) - demosMs)}), RSS ${rssMb.toFixed(0)} MB, longest turn ${longestMs.toFixed(0)} ms CPU, ` +
      `${lost} intervals missed of ${polls.length} hosts (idle process's delay ${idleDelayMs.toFixed(0)} ms, load ${loadavg()[0]?.toFixed(1)} of ${cpus().length})`,
  );
}

/** Processor time of the process with the hosts, ms. */
async function cpuOfDemos(): Promise<number> {
  const answered = once(demos, 'message');
  demos.send('cpu');
  return ((await answered) as [number])[0];
}

/** Intervals without a poll of each host that was there from the start. */
async function missed(server: WatchedServer): Promise<Map<string, number>> {
  const table = await readJson<{ ids: string[]; columns: Record<string, (number | null)[]> }>(
    server,
    '/metrics/source?columns=poll.missed',
  );
  const values = table.columns['poll.missed'] ?? [];
  return new Map(table.ids.map((id, i) => [id, values[i] ?? 0]));
}

async function until(server: WatchedServer, count: number): Promise<void> {
  for (;;) {
    const { VM } = await readJson<{ VM?: { count: number } }>(server, '/metrics');
    if ((VM?.count ?? 0) >= count) return;
    await setTimeout(200);
  }
}
