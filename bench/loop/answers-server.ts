/** The server that bench/answers.ts asks: as many VMs as its argument, with an hour of history in files. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createApi } from '../../src/api/mod.ts';
import { testAccess } from '../../src/auth/fixture.ts';
import { runInBackground } from '../../src/lib/async/background.ts';
import type { Batch } from '../../src/model/batch.ts';
import { systemClock as clock } from '../../src/model/clock.ts';
import { createEntity, type Entity, onHost } from '../../src/model/entity.ts';
import { Reason } from '../../src/model/reason.ts';
import { SeriesTable } from '../../src/model/series.ts';
import type { StatsRecord } from '../../src/model/stats.ts';
import { openStore } from '../../src/store/mod.ts';
import { cpuMsSince } from './turns.ts';

const vms = Number(process.argv[2]);
const stepMs = 5000;
const rows = 720;
const metrics = [
  ...['usage', 'cores', 'user', 'system', 'steal', 'count', '0.usage', '1.usage'].map(
    (name) => `cpu.${name}`,
  ),
  ...['total', 'available', 'used', 'host'].map((name) => `memory.${name}`),
  ...['current', 'maximum'].map((name) => `balloon.${name}`),
  ...[
    'read.bytes',
    'write.bytes',
    'read.requests',
    'write.requests',
    'read.latency',
    'write.latency',
  ].flatMap((name) => [`disk.${name}`, `disk.vda.${name}`]),
  ...['rx.bytes', 'tx.bytes'].map((name) => `net.${name}`),
];

const series = new SeriesTable();
const machine = 'f00df00df00df00df00df00df00df00d';
const source = 'bench';
const host = createEntity({ class: 'host', id: machine, source, name: 'host1', state: 'up' }, 0);
const hosted = Array.from({ length: vms }, (_, i): Entity => {
  const number = i.toString(16).padStart(12, '0');
  const vm = createEntity(
    { class: 'VM', id: `6d6f6465-6c00-4000-8000-${number}`, source, name: `vm-${i}`, state: 'running' },
    Date.now(),
  );
  vm.parent = onHost(machine);
  vm.devices = [
    { kind: 'disk', key: 'vda', labels: { device: 'vda', source: `/images/${i}.qcow2` } },
    { kind: 'net', key: number, labels: { mac: number } },
  ];
  return vm;
});
series.slot(host, 'cpu.usage');
for (const [i, vm] of hosted.entries()) {
  for (const metric of metrics) series.slot(vm, metric);
  for (const name of ['rx.bytes', 'tx.bytes'])
    series.slot(vm, `net.${i.toString(16).padStart(12, '0')}.${name}`);
}
const values = Float64Array.from({ length: series.length }, (_, i) => Math.sin(i) ** 2 * 10 ** (i % 7));
const reasons = new Uint8Array(series.length);
// Some are unknown in every row: reasons are read too.
for (let i = 0; i < values.length; i += 17) {
  values[i] = Number.NaN;
  reasons[i] = Reason.monitorBusy;
}

const hour = 3_600_000;
const lengths = [
  { rowMs: stepMs, rows: 120 },
  { rowMs: 60_000, rows: 120 },
  { rowMs: hour, rows: 168 },
  { rowMs: 24 * hour, rows: 366 },
];
const archives = { VM: lengths, host: lengths, source: lengths };
const directory = mkdtempSync(join(tmpdir(), 'virtscope-answers-'));
const store = await openStore({ rows: 120, stepMs, clock, directory, archives, syncRows: rows });
const append = (time: number): Promise<void> => {
  series.tick();
  const batch: Batch = {
    source,
    rowEndMs: time,
    time,
    intervalMs: stepMs,
    durationMs: 1,
    complete: [],
    series,
    values,
    reasons,
  };
  return store.appendInSlices(batch);
};
const last = Math.floor(Date.now() / stepMs) * stepMs;
for (let row = 1; row <= rows; row++) {
  await append(last - (rows - row) * stepMs);
}
// What is still being written and sealed is no part of an answer.
while (store.health().pendingRows > 0) await setTimeout(100);
for (let isBusy = true; isBusy;) {
  const before = process.threadCpuUsage();
  await setTimeout(1000);
  isBusy = cpuMsSince(before) > 150;
}
const records = hosted.map(({ id, name }): StatsRecord => {
  const params = Array.from({ length: 60 }, (_, i): [string, number] => [`vcpu.${i}.time`, i * 1e9]);
  return { uuid: id, name, partial: null, params: [['state.state', 1], ...params] };
});
const api = await createApi({
  access: testAccess(),
  store,
  clock,
  stats: () => new Map([['local', { domainStats: async () => ({ time: Date.now(), records }) }]]),
  sources: () => [],
  discoveryResults: [],
  version: 'bench',
  demo: true,
  stepMs,
  consoleDir: '/nonexistent',
  logger: { error: (details, message) => console.error(message, details) },
});
console.log(`listening on ${await api.listen({ host: '127.0.0.1', port: 0 })}`);
// When streams are to have something to say: the same values again.
process.on('message', (message) => {
  if (message === 'append') runInBackground(append(Math.floor(Date.now() / stepMs) * stepMs), console.error);
});
await once(process, 'SIGTERM');
await api.close();
await store.close();
rmSync(directory, { recursive: true });
