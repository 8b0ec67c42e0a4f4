/**
 * One poll of a real libvirtd, ours beside the tools people use: `npm run bench -- collect [10 50 100]`, as root on
 * Debian. The guests are KVM sleepers, so that nothing but the reading moves. CPU is compared first, wall second.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { STATS_FLAG, open } from '@virtscope/libvirt';
import { ensurePackages, startLab } from '../lab/mod.ts';
import { rawFields } from '../src/sources/libvirt/raw-fields.ts';
import { systemClock } from '../src/model/clock.ts';
import { createLibvirtSource } from '../src/sources/libvirt/mod.ts';
import { PEER_PACKAGES } from './peers/packages.ts';

const URI = 'qemu:///system';
const SIX_GROUPS = 0x3f;
/** Ours runs for months, so it is measured warm; the peers are short-lived or warm themselves in their own way. */
const WARM_UP = 60;
const REPEATS = 15;
const PAUSE_MS = 50;

/** What the peers print too; milliseconds, medians. */
interface Figures {
  readonly peer: string;
  readonly domains: number;
  readonly wallMs: number;
  readonly clientCpuMs: number;
  readonly libvirtdCpuMs: number;
  readonly bytes: number;
}

const sizes = process.argv.slice(2).map(Number);
await ensurePackages({ log: console.log, besides: PEER_PACKAGES });
const report: { guests: number; load: number; figures: Figures[] }[] = [];
let stop = async (): Promise<void> => {};
try {
  for (const guests of sizes.length > 0 ? sizes : [10, 50, 100]) {
    const lab = await startLab({ sleepers: guests }, { log: console.log });
    const before = stop;
    stop = async () => {
      await lab.stop();
      await before();
    };
    report.push({ guests, load: loadavg()[0] ?? NaN, figures: await compare() });
    print(report.at(-1)?.figures ?? []);
  }
} finally {
  await stop();
}
mkdirSync('test-output', { recursive: true });
const file = 'test-output/bench-collect.json';
writeFileSync(
  file,
  `${JSON.stringify({ date: new Date().toISOString(), cpus: cpus()[0]?.model, report }, null, 2)}\n`,
);
console.log(`written to ${file}`);

async function compare(): Promise<Figures[]> {
  const ours = await measureOurs(2);
  const peers = ['domstats.py --groups 0x3f', 'domstats.py', 'bulk.py', 'separate.py', 'exporter.py'].map(
    runPeer,
  );
  return [ours, await measureOurs(4), ...peers];
}

function runPeer(line: string): Figures {
  const [script = '', ...options] = line.split(' ');
  const args = ['--repeats', String(REPEATS), ...options];
  const figures = JSON.parse(execFileSync(`bench/peers/${script}`, args, { encoding: 'utf8' })) as Figures;
  const all = script === 'domstats.py' && options.length === 0 ? ' (all groups)' : '';
  return { ...figures, peer: figures.peer + all };
}

/** The real source: both lanes, decoding, rates and the batch; what the store does with it is another bench. */
async function measureOurs(inFlight: number): Promise<Figures> {
  const source = createLibvirtSource({
    id: 'libvirt',
    name: URI,
    uri: URI,
    clock: systemClock,
    hostId: null,
    claimHost: null,
    demo: false,
    intervalMs: 5000,
    inFlight,
    watchProcesses: true,
    guestAgentSeconds: null,
    factsMs: null,
    raw: rawFields('none', 0),
  });
  const samples: { wall: number; own: number; daemon: number }[] = [];
  for (let poll = 0; poll < WARM_UP + REPEATS; poll++) {
    const [daemonBefore, cpuBefore, from] = [daemonCpuMs(), process.cpuUsage(), performance.now()];
    await source.poll(new AbortController().signal);
    const wall = performance.now() - from;
    const { user, system } = process.cpuUsage(cpuBefore);
    if (poll >= WARM_UP)
      samples.push({ wall, own: (user + system) / 1000, daemon: daemonCpuMs() - daemonBefore });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await source.close();
  const { domains, bytes } = await replySize();
  return {
    peer: `virtscope, ${inFlight} in flight`,
    domains,
    wallMs: median(samples.map(({ wall }) => wall)),
    clientCpuMs: median(samples.map(({ own }) => own)),
    libvirtdCpuMs: median(samples.map(({ daemon }) => daemon)),
    bytes,
  };
}

async function replySize(): Promise<{ domains: number; bytes: number }> {
  await using client = await open(URI);
  const payload = await client.getAllDomainStatsRaw(SIX_GROUPS, STATS_FLAG.nowait | 1);
  return { domains: (await client.listAllDomains(1)).length, bytes: payload.length };
}

/** CPU time of libvirtd's threads, ms. */
function daemonCpuMs(): number {
  const pid = readFileSync('/run/libvirtd.pid', 'utf8').trim();
  let ns = 0;
  for (const task of globSync(`/proc/${pid}/task/*/schedstat`)) {
    try {
      ns += Number(readFileSync(task, 'utf8').split(' ')[0]);
    } catch {
      // The thread ended between the two calls.
    }
  }
  return ns / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Ratios are to the first row. */
function print(figures: readonly Figures[]): void {
  const [ours] = figures;
  if (!ours) return;
  console.log(`\n${ours.domains} guests, load ${loadavg()[0]?.toFixed(1)}`);
  console.log('                                   wall ms       own CPU ms    libvirtd CPU ms    bytes');
  for (const { peer, wallMs, clientCpuMs, libvirtdCpuMs, bytes } of figures) {
    const cell = (value: number, base: number, width: number): string =>
      `${value.toFixed(1)} (${(base / value).toFixed(2)}×)`.padStart(width);
    console.log(
      peer.padEnd(30) +
        cell(wallMs, ours.wallMs, 17) +
        cell(clientCpuMs, ours.clientCpuMs, 17) +
        cell(libvirtdCpuMs, ours.libvirtdCpuMs, 17) +
        String(bytes).padStart(10),
    );
  }
  console.log('(in brackets: ours, two in flight, as a multiple of theirs)');
}
