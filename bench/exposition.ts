/**
 * One scrape of 10,000 VMs × 31 series: bytes, processor time, and how long the event loop stood still; and what it
 * costs to append a batch of them. The scraper is a process of its own.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createApi } from '../src/api/mod.ts';
import { testAccess } from '../src/auth/fixture.ts';
import type { Batch } from '../src/model/batch.ts';
import { systemClock } from '../src/model/clock.ts';
import { createEntity, onHost } from '../src/model/entity.ts';
import { SeriesTable } from '../src/model/series.ts';
import { createMemoryStore } from '../src/store/mod.ts';
import { cpuMsSince, TurnWatch } from './loop/turns.ts';

const vms = 10_000;
const stepMs = 5000;
const device = (prefix: string, ...names: string[]): string[] => names.map((name) => `${prefix}.${name}`);
const metrics = [
  ...device('cpu', 'usage', 'cores', 'user', 'system', 'steal', '0.usage', '0.steal', '1.usage', '1.steal'),
  ...device('memory', 'total', 'available', 'used', 'usage', 'host'),
  ...device('disk.vda', 'read.bytes', 'write.bytes', 'read.requests', 'write.requests', 'read.latency'),
  ...device('disk', 'read.bytes', 'write.bytes', 'read.requests', 'write.requests', 'read.latency'),
  ...device('net', 'rx.bytes', 'tx.bytes', 'rx.packets', 'tx.packets'),
];
const macMetrics = ['rx.bytes', 'tx.bytes', 'rx.packets'];

const series = new SeriesTable();
for (let i = 0; i < vms; i++) {
  const hex = i.toString(16).padStart(12, '0');
  const own = {
    class: 'VM',
    id: `6d6f6465-6c00-4000-8000-${hex}`,
    source: 'demo',
    name: `demo-${String(i).padStart(5, '0')}`,
    parent: onHost('0123456789abcdef0123456789abcdef'),
    state: 'running',
    stateReason: 'booted',
    devices: [],
    labels: { os: 'Debian 12' },
  } as const;
  const vm = createEntity(own, Date.now());
  for (const metric of metrics) series.slot(vm, metric);
  for (const metric of macMetrics) series.slot(vm, `net.${hex}.${metric}`);
}
const values = Float64Array.from({ length: series.length }, (_, i) => Math.sin(i) ** 2 * 10 ** (i % 7));
const reasons = new Uint8Array(series.length);
const store = createMemoryStore({ rows: 120, stepMs, clock: systemClock });
let time = Math.floor(Date.now() / stepMs) * stepMs - 300 * stepMs;

const appends: number[] = [];
function append(): void {
  time += stepMs;
  series.tick();
  const batch: Batch = {
    source: 'demo',
    rowEndMs: time,
    time,
    intervalMs: stepMs,
    durationMs: 1,
    complete: [],
    series,
    values,
    reasons,
  };
  const begun = performance.now();
  store.append(batch);
  appends.push(performance.now() - begun);
}
for (let i = 0; i < 300; i++) append();
// The first 120 fill fresh memory; a running server sees the others.
const steady = appends.slice(150);

const app = await createApi({
  access: testAccess(),
  store,
  clock: systemClock,
  sources: () => [],
  discoveryResults: [],
  version: 'bench',
  demo: true,
  stepMs,
  consoleDir: '/nonexistent',
  logger: { error: (details, message) => console.error(message, details) },
});
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
const curl = promisify(execFile);
/** What the machine's other work does to the loop of an idle server. */
const idle = monitorEventLoopDelay({ resolution: 1 });
idle.enable();
await setTimeout(2000);
idle.disable();
const scrapes = [];
for (const accept of ['text/plain;version=0.0.4', 'application/openmetrics-text;version=1.0.0']) {
  for (let run = 0; run < 5; run++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    using turns = new TurnWatch();
    const cpu = process.threadCpuUsage();
    const begun = performance.now();
    const { stdout } = await curl('curl', ['-s', '-o', '/dev/null', '-w', '%{size_download} %{content_type}', '-H', `accept: ${accept}`, `${origin}/metrics`]); // prettier-ignore
    const wallMs = performance.now() - begun;
    const cpuMs = cpuMsSince(cpu);
    delay.disable();
    const turnCpuMaxMs = turns.longestMs;
    const [bytes] = stdout.split(' ');
    scrapes.push({ accept, bytes: Number(bytes), wallMs, cpuMs, loopMaxMs: delay.max / 1e6, loopP99Ms: delay.percentile(99) / 1e6, turnCpuMaxMs }); // prettier-ignore
  }
}
const url = `/metrics/VM?columns=${['cpu.usage', 'cpu.cores', 'memory.used', 'memory.host', 'disk.read.bytes', 'disk.write.bytes', 'net.rx.bytes', 'net.tx.bytes'].join(',')}`; // prettier-ignore
const tables: number[] = [];
let tableBytes = 0;
for (let run = 0; run < 11; run++) {
  append();
  const begun = performance.now();
  tableBytes = (await app.inject(url)).rawPayload.length;
  tables.push(performance.now() - begun);
}
await app.close();

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value;
const quantile = (of: number[], q: number): number =>
  of.sort((a, b) => a - b)[Math.floor(q * (of.length - 1))] as number;
const report = {
  machine: `${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}`,
  series: series.length,
  appendMs: { p50: quantile(steady, 0.5), p95: quantile(steady, 0.95), max: quantile(steady, 1) },
  idleLoopMaxMs: idle.max / 1e6,
  scrapes,
  table: { bytes: tableBytes, ms: quantile(tables, 0.5) },
  rssMb: process.memoryUsage.rss() / 1e6,
};
console.log(JSON.stringify(report, rounded, 2));
