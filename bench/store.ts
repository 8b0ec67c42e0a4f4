/**
 * An hour of a fleet in our store and in the ones people use: `npm run bench -- store`, on Debian; `--series 10000`,
 * `--steps 720`, `--only ours,victoria` for less of it. All systems read the same samples from a file. CPU is that of
 * the system's process alone; what making the samples costs in it is measured apart and taken off.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDuckdb } from './store/peers/duckdb.ts';
import { createOurs, createOurServer } from './store/ours/ours.ts';
import { createLibrrd } from './store/peers/librrd.ts';
import { measure, type Figures } from './store/measure.ts';
import { unpackPeers } from './store/packages.ts';
import { prometheus } from './store/peers/prometheus.ts';
import { createReceiver } from './store/receiver.ts';
import { caveats, reportTable } from './store/report.ts';
import { createRrdcached } from './store/peers/rrdcached.ts';
import type { System } from './store/system.ts';
import { victoria } from './store/peers/victoria.ts';
import { BATCH, METRICS, seriesOf, writeFleet, type Fleet } from './store/workload.ts';

/** Finest rows kept: all of the hour and the live ticks after it, and what virtscope keeps by itself. */
const HOUR_ROWS = 840;
const DEFAULT_ROWS = 120;

type Factory = (fleet: Fleet, directory: string) => System | Promise<System>;

/** In the order of the table: ratios are to the first. */
const systems: readonly (readonly [key: string, create: Factory])[] = [
  ['ours', (fleet, directory) => createOurs(fleet, directory, HOUR_ROWS)],
  ['ours', (fleet, directory) => createOurs(fleet, directory, DEFAULT_ROWS)],
  ['server', (fleet, directory) => createOurServer(fleet, directory, { rows: HOUR_ROWS, form: 'columns' })],
  ['server', (fleet, directory) => createOurServer(fleet, directory, { rows: HOUR_ROWS, form: 'json' })],
  ['librrd', createLibrrd],
  ['rrdcached', createRrdcached],
  ['duckdb', createDuckdb],
  ['victoria', (fleet, directory) => createReceiver(victoria, fleet, 1, directory)],
  ['victoria', (fleet, directory) => createReceiver(victoria, fleet, BATCH, directory)],
  ['prometheus', (fleet, directory) => createReceiver(prometheus, fleet, 1, directory)],
  ['prometheus', (fleet, directory) => createReceiver(prometheus, fleet, BATCH, directory)],
];

const { values: options } = parseArgs({
  options: {
    series: { type: 'string', default: '10000,100000' },
    steps: { type: 'string', default: '720' },
    only: { type: 'string', default: [...new Set(systems.map(([key]) => key))].join(',') },
  },
});
const only = new Set(options.only.split(','));
const chosen = systems.filter(([key]) => only.has(key));
await unpackPeers(console.log);
const hour = 3_600_000;
const output = 'test-output/bench-store.json';
const report: object[] = [];
for (const wanted of options.series.split(',').map(Number)) {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-bench-'));
  try {
    const fleet: Fleet = {
      vms: Math.ceil(wanted / METRICS.length),
      ticks: Number(options.steps),
      startMs: (Math.floor(Date.now() / hour) - 1) * hour,
      file: join(directory, 'fleet'),
    };
    const shape = writeFleet(fleet);
    const figures: Figures[] = [];
    const failed: string[] = [];
    const part = { series: seriesOf(fleet), ticks: fleet.ticks, load: Number.NaN, shape, figures, failed };
    report.push(part);
    for (const [key, create] of chosen) {
      try {
        figures.push(await measure(await create(fleet, directory), fleet, console.log));
      } catch (error) {
        // The others have their figures all the same; the table shows which have none.
        failed.push(`${key}: ${String(error)}`);
      }
      part.load = loadavg()[0] ?? Number.NaN;
      write();
    }
    console.log(`\n${part.series} series × ${part.ticks} samples, load ${part.load.toFixed(1)}; ${percent(shape.constantSeries)} of the series constant, ${percent(shape.repeatedSamples)} of the samples repeated\n`); // prettier-ignore
    console.log(
      `${reportTable(figures)}\n\n${caveats(figures)}\n${failed.map((line) => `Failed: ${line}\n`).join('')}`,
    );
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
console.log(`written to ${output}`);

/** What is known so far: an hour of a large fleet takes a while. */
function write(): void {
  mkdirSync(dirname(output), { recursive: true });
  const machine = { date: new Date().toISOString(), cpus: cpus()[0]?.model, node: process.version };
  writeFileSync(output, `${JSON.stringify({ ...machine, report }, null, 2)}\n`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
