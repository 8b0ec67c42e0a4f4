/**
 * The store of a fleet in a process of its own: opens a history, feeds it rows, asks for two windows of one VM, and prints
 * what that took. Called with the JSON of a {@link Run}.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../../src/model/batch.ts';
import { systemClock } from '../../src/model/clock.ts';
import { createEntity } from '../../src/model/entity.ts';
import { SeriesTable } from '../../src/model/series.ts';
import { parseArchives } from '../../src/store/archive/archive-settings.ts';
import { openStore } from '../../src/store/mod.ts';
import { METRICS, readFleet, seriesOf, uuidOf, type Fleet } from '../store/workload.ts';

/** A stretch of time in rows of one length. */
export interface Run {
  readonly fleet: Fleet;
  readonly directory: string;
  readonly archives: string;
  readonly stepMs: number;
  /** End of the row before the first, epoch ms. */
  readonly fromMs: number;
  readonly ticks: number;
  /** Whether it is what a server does: each row is synced, and processor time counts. */
  readonly isLive: boolean;
}

export interface Result {
  readonly openMs: number;
  /** Of the last half of the ticks. */
  readonly cpuMsPerTick: number;
  readonly rssMb: number;
  /** First answer of an interface's month in ten minutes, and of its year in hours; ms. */
  readonly monthMs: number;
  readonly yearMs: number;
  readonly closeMs: number;
}

const { fleet, directory, archives, stepMs, fromMs, ticks, isLive } = JSON.parse(process.argv[2] ?? '') as Run; // prettier-ignore
const day = 86_400_000;
let now = fromMs;
const clock = { ...systemClock, now: () => now };
const kept = parseArchives(archives, stepMs) ?? [];
const begun = performance.now();
const store = await openStore({ directory, rows: 120, stepMs, archives: { VM: kept }, syncRows: isLive ? 1 : 1000, clock }); // prettier-ignore
const openMs = performance.now() - begun;

const series = new SeriesTable();
const reasons = new Uint8Array(seriesOf(fleet));
const entities = Array.from({ length: fleet.vms }, (_, vm) => {
  const name = `vm-${String(vm).padStart(5, '0')}`;
  return createEntity({ class: 'VM', id: uuidOf(vm), source: 'fleet', name, state: 'running' }, fromMs);
});
for (const entity of entities) for (const metric of METRICS) series.slot(entity, metric);

const read = readFleet(fleet);
let cpu = process.cpuUsage();
const half = Math.floor(ticks / 2);
for (let tick = 0; tick < ticks; tick++) {
  if (tick === half) cpu = process.cpuUsage();
  now += stepMs;
  series.tick();
  const batch: Batch = { source: 'fleet', rowEndMs: now, time: now, intervalMs: stepMs, durationMs: 1, complete: [], series, values: read(tick), reasons }; // prettier-ignore
  store.append(batch);
  do await setImmediate();
  while (store.health().pendingRows > (isLive ? 0 : 20));
}
while (store.health().pendingRows > 0) await setImmediate();
const { user, system } = process.cpuUsage(cpu);
globalThis.gc?.();
const rssMb = process.memoryUsage.rss() / 1e6;

async function ask(span: number, step: number): Promise<number> {
  const [entity] = entities;
  const from = performance.now();
  const range = { start: now - span, end: now, stepMs: step };
  if (entity) await store.history({ entities: [entity], metrics: ['cpu.usage', 'net.rx.bytes'], ...range });
  return performance.now() - from;
}

const monthMs = await ask(31 * day, 600_000);
const yearMs = await ask(366 * day, 3_600_000);
const ended = performance.now();
await store.close();
const closeMs = performance.now() - ended;
const result: Result = { openMs, cpuMsPerTick: (user + system) / 1000 / (ticks - half), rssMb, monthMs, yearMs, closeMs }; // prettier-ignore
console.log(JSON.stringify(result));
