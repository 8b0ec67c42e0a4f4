/**
 * What the archives kept by default cost, beside XAPI's, `npm run bench -- retention [VMs …]` (10, 100 and 1000). Both are
 * filled to their ends by rows that are as long as is needed, and shorter and shorter towards now. Then the store is opened as
 * a server would, fed rows of 5 s for two hours and a quarter, which fills what is in memory, and asked for a month and a
 * year of one VM. Of more than 200 VMs only that is done: what files cost is not measured. 40 series a VM, the fleet of
 * `bench -- store`.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLASSES } from '../src/model/classes.ts';
import { namedArchives } from '../src/store/archive/archive-settings.ts';
import type { Result, Run } from './retention/worker.ts';
import { occupied } from './store/process.ts';
import { STEP_MS, writeFleet, type Fleet } from './store/workload.ts';

const run = promisify(execFile);
const [second, minute, day] = [1000, 60_000, 86_400_000];
const liveTicks = (135 * minute) / STEP_MS;

/** Rows that fill the archives, the longest first: each kind has the archives that it fills, and none finer. */
const phases: Readonly<
  Record<string, readonly (readonly [stepMs: number, spanMs: number, archives: string])[]>
> = {
  default: [
    [30 * minute, 366 * day, '1h 1h:366d 1d:366d'],
    [5 * minute, 31 * day, '10m 10m:31d 1h:366d 1d:366d'],
    [30 * second, 2 * day, '1m 1m:2d 10m:31d 1h:366d 1d:366d'],
  ],
  xapi: [
    [720 * minute, 366 * day, '1d 1d:366d'],
    [30 * minute, 7 * day, '1h 1h:7d 1d:366d'],
    [30 * second, 120 * minute, '1m 1m:2h 1h:7d 1d:366d'],
  ],
};
const kinds = { default: CLASSES.VM.archives, xapi: namedArchives.get('xapi') ?? '' };

/** VMs whose archives are filled: of more that takes an hour. */
const mostFilled = 200;
const counts = process.argv.slice(2).map(Number);
console.log(`${cpus()[0]?.model} × ${cpus().length}, Node ${process.version}`);
console.log('VMs    archives   disk MB  files  RSS MB  CPU ms/row  open ms  open again ms  month ms  year ms  close ms  load'); // prettier-ignore
for (const vms of counts.length > 0 ? counts : [10, 100, 1000]) {
  const parent = mkdtempSync(join(tmpdir(), 'virtscope-bench-'));
  try {
    // Midnight, so that days begin with it.
    const fleet: Fleet = { vms, ticks: 720, startMs: Math.floor(Date.now() / day) * day - 450 * day, file: join(parent, 'fleet') }; // prettier-ignore
    writeFleet(fleet);
    for (const [name, archives] of Object.entries(kinds))
      await measure(fleet, join(parent, name), name, archives);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

async function measure(fleet: Fleet, directory: string, name: string, archives: string): Promise<void> {
  let fromMs = fleet.startMs;
  const isFilled = fleet.vms <= mostFilled;
  for (const [stepMs, spanMs, longer] of isFilled ? (phases[name] ?? []) : []) {
    const ticks = spanMs / stepMs;
    await work({ fleet, directory, archives: longer, stepMs, fromMs, ticks, isLive: false });
    fromMs += spanMs;
  }
  const live = { fleet, directory, archives, stepMs: STEP_MS, isLive: true };
  const fed = await work({ ...live, fromMs, ticks: liveTicks });
  const bytes = await occupied(directory);
  const files = readdirSync(directory, { recursive: true }).length;
  const again = await work({ ...live, fromMs: fromMs + liveTicks * STEP_MS, ticks: 2 });
  const [size, count] = [(bytes / 1e6).toFixed(1), files];
  const times = [fed.openMs, again.openMs, fed.monthMs, fed.yearMs].map((ms) => ms.toFixed(0));
  const ofFiles = [size, count, ...times].map((figure) => (isFilled ? figure : '–'));
  const start = [fleet.vms, name, ...ofFiles.slice(0, 2), fed.rssMb.toFixed(0), fed.cpuMsPerTick.toFixed(2)];
  const line = [...start, ...ofFiles.slice(2), fed.closeMs.toFixed(0), loadavg()[0]?.toFixed(1)];
  const widths = [5, 9, 9, 6, 7, 11, 8, 14, 9, 8, 9, 5];
  console.log(line.map((cell, i) => String(cell).padStart(widths[i] ?? 0)).join(' '));
}

async function work(asked: Run): Promise<Result> {
  const { stdout } = await run(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'retention/worker.ts'), JSON.stringify(asked)],
    { maxBuffer: 1e7 },
  );
  return JSON.parse(stdout) as Result;
}
