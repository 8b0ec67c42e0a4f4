/**
 * The turns of the server's loop at the start and at polls of a large demo: `npm run bench -- start [VMs …]`.
 * Processor time of the main thread, beside the delay of an idle process; then how long SIGTERM takes, in the first poll
 * and later.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatched, type WatchedServer } from './loop/server.ts';

const polls = 6;
const intervalMs = 5000;
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [2000, 10_000]) {
  await measure(size);
  await stopEarly(size);
}

async function measure(vms: number): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'virtscope-bench-'));
  const server = await startDemo(state, vms);
  // What loading the program takes has nothing to do with VMs.
  await print('load', server);
  const waited = await untilRead(server, vms);
  console.log(`${vms} VMs, all listed ${(waited / 1000).toFixed(1)} s after the start`);
  await print('start', server);
  for (let poll = 1; poll <= polls; poll++) {
    await pause(intervalMs);
    await print(`poll ${poll}`, server);
  }
  console.log(`  SIGTERM: ended after ${((await server.stop()) / 1000).toFixed(1)} s`);
  await rm(state, { recursive: true, force: true });
}

/** SIGTERM in the first poll, which makes every series. */
async function stopEarly(vms: number): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'virtscope-bench-'));
  const server = await startDemo(state, vms);
  await pause(500);
  console.log(`  SIGTERM in the first poll: ended after ${((await server.stop()) / 1000).toFixed(1)} s`);
  await rm(state, { recursive: true, force: true });
}

function startDemo(state: string, vms: number): Promise<WatchedServer> {
  const main = join(import.meta.dirname, '../src/main.ts');
  const args = ['serve', '--listen', '127.0.0.1:0', '--state', state, '--demo', String(vms)];
  return startWatched(main, args);
}

async function print(what: string, server: WatchedServer): Promise<void> {
  const { longestMs, cpuMs, rssMb, idleDelayMs } = await server.turns();
  const figures = [
    `longest turn ${longestMs.toFixed(0)} ms CPU`,
    `CPU ${cpuMs.toFixed(0)} ms`,
    `RSS ${rssMb.toFixed(0)} MB`,
    `idle process's delay ${idleDelayMs.toFixed(0)} ms`,
  ];
  console.log(`  ${what.padEnd(7)} ${figures.join(', ')}`);
}

/** Returns how long it took until all VMs were listed, in ms. */
async function untilRead(server: WatchedServer, vms: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const classes = (await (await fetch(`${server.url}/metrics`)).json()) as { VM?: { count: number } };
    if ((classes.VM?.count ?? 0) >= vms) return performance.now() - begun;
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
