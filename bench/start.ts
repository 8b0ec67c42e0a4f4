/**
 * The turns of the server's loop at the start and at polls of a large demo, and where a daemon's list grows from a few VMs
 * to all it may have: `npm run bench -- start [VMs …]`. Processor time of the main thread, beside the delay of an idle
 * process; and how long SIGTERM takes: in the first poll, later, and while history is opened.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAfter, startWatched, type WatchedServer } from './loop/server.ts';

const polls = 6;
const intervalMs = 5000;
/** The most VMs that one answer of libvirt has. */
const most = 16_384;
const main = join(import.meta.dirname, '../src/main.ts');
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [2000, 10_000]) {
  await using state = await folder();
  await measure(size, state.path);
  await stopOpening(size, state.path);
  await stopEarly(size);
}
await grow(false);
await grow(true);

async function measure(vms: number, state: string): Promise<void> {
  const server = await startDemo(state, vms);
  // What loading the program takes has nothing to do with VMs.
  await print('load', server);
  const waited = await untilRead(server, vms);
  console.log(`${vms} VMs, all listed ${(waited / 1000).toFixed(1)} s after the start`);
  await print('start', server);
  await printPolls(server);
  console.log(`  SIGTERM: ended after ${seconds(await server.stop())}`);
}

/** SIGTERM in the first poll, which makes every series. */
async function stopEarly(vms: number): Promise<void> {
  await using state = await folder();
  const server = await startDemo(state.path, vms);
  await pause(500);
  console.log(`  SIGTERM in the first poll: ended after ${seconds(await server.stop())}`);
}

/** SIGTERM at several times of a start with a history that a killed process left. */
async function stopOpening(vms: number, state: string): Promise<void> {
  const server = await startDemo(state, vms);
  await untilRead(server, vms);
  await pause(3 * intervalMs);
  await server.stop('SIGKILL');
  const begun = performance.now();
  const again = await startDemo(state, vms);
  const startMs = performance.now() - begun;
  console.log(`  opened with history ${seconds(startMs)} after the start`);
  await print('open', again);
  await again.stop('SIGKILL');
  for (const part of [0.3, 0.5, 0.7, 0.9]) {
    const tookMs = await endAfter(main, argsOf(state, ['--demo', String(vms)]), startMs * part);
    console.log(`  SIGTERM ${seconds(startMs * part)} after the start: ended after ${seconds(tookMs)}`);
  }
}

/** A daemon's list that grows from a few VMs to all it may have between two polls. */
async function grow(stopsAtOnce: boolean): Promise<void> {
  await using state = await folder();
  const socket = join(state.path, 'socket');
  const daemon = fork(join(import.meta.dirname, 'loop/growing-daemon.ts'), [socket, String(most)]);
  await once(daemon, 'message');
  const uri = `qemu+unix:///system?socket=${encodeURIComponent(socket)}`;
  const server = await startWatched(main, argsOf(state.path, ['--no-demo', '--libvirt', uri]));
  await untilRead(server, 1);
  await pause(2 * intervalMs);
  await server.turns();
  await (stopsAtOnce ? stopGrowing(server, daemon) : measureGrowing(server, daemon));
  daemon.disconnect();
}

async function measureGrowing(server: WatchedServer, daemon: ChildProcess): Promise<void> {
  daemon.send('grow');
  const waited = await untilRead(server, most);
  console.log(`a list that grows to ${most} VMs, all listed after ${seconds(waited)}`);
  await print('grown', server);
  await printPolls(server);
  console.log(`  SIGTERM: ended after ${seconds(await server.stop())}`);
}

async function stopGrowing(server: WatchedServer, daemon: ChildProcess): Promise<void> {
  daemon.send('grow');
  await untilRead(server, 1000);
  console.log(`  SIGTERM in the poll that lists them: ended after ${seconds(await server.stop())}`);
}

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'virtscope-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function startDemo(state: string, vms: number): Promise<WatchedServer> {
  return startWatched(main, argsOf(state, ['--demo', String(vms)]));
}

function argsOf(state: string, rest: readonly string[]): string[] {
  return ['serve', '--listen', '127.0.0.1:0', '--state', state, ...rest];
}

async function printPolls(server: WatchedServer): Promise<void> {
  for (let poll = 1; poll <= polls; poll++) {
    await pause(intervalMs);
    await print(`poll ${poll}`, server);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
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
