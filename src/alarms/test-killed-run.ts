/** Evaluates steps of a made-up machine until it is killed: `node src/alarms/test-killed-run.ts DIRECTORY FIRST LAST`. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CLASSES, entityClasses } from '../model/classes.ts';
import { createEntity } from '../model/entity.ts';
import { SeriesTable } from '../model/series.ts';
import { parseArchives } from '../store/archive/archive-settings.ts';
import { openStore } from '../store/mod.ts';
import { Alarms } from './alarms.ts';
import { batchOf, STEP_MS } from './evaluate/test-run.ts';
import { bookOf } from './test-rules.ts';

const [directory = '', first = '', last = ''] = process.argv.slice(2);
const levels = 'amber: 50%, amberClear: 30%, red: 80%, redClear: 60%';
const rules = `
rules:
  vm.at.once: {class: VM, metric: cpu.usage, ${levels}, keep: 0s}
  vm.spans: {class: VM, metric: cpu.usage, ${levels}, for: 60s, redFor: 30s, keep: 90s}
  vm.mean: {class: VM, metric: cpu.usage, ${levels}, mean: 5m, keep: 0s}
  vm.mean.spans: {class: VM, metric: cpu.usage, ${levels}, mean: 2m, for: 2m, redFor: 45s, keep: 60s}
  vm.share: {class: VM, metric: disk.vda.read.bytes, dividedBy: disk.vda.write.bytes, mean: 100s, ${levels}, for: 20s, keep: 0s}
`;
/** A few steps are between two changes, so that it does not flap. */
const STEPS_EACH = 40;
/** Midnight of a day: rows begin at multiples of their length. */
const START_MS = 20_000 * 86_400_000;

/** The last step that was noted, until the next one is evaluated. */
let step = Number(first) - 1;
const clock = {
  now: () => START_MS + step * STEP_MS,
  monotonic: () => performance.now(),
  sleep: () => Promise.resolve(),
};
const archives = Object.fromEntries(
  entityClasses.map((cls) => [cls, parseArchives(CLASSES[cls].archives, STEP_MS) ?? []]),
) as never;
const history = join(directory, 'history');
const store = await openStore({
  directory: history,
  archives,
  rows: 120,
  stepMs: STEP_MS,
  syncRows: 1,
  clock,
});
const alarms = new Alarms({ book: bookOf(rules), store, clock, path: join(directory, 'alarms.jsonl') });
const noted = openSync(join(directory, 'step'), 'a');
await alarms.recover(store, new AbortController().signal);
const series = new SeriesTable();
const vm = createEntity({ class: 'VM', id: 'v', source: 's', name: 'v', state: 'running' }, 0);
const [cpu, read, write] = ['cpu.usage', 'disk.vda.read.bytes', 'disk.vda.write.bytes'].map((name) =>
  series.slot(vm, name),
) as [number, number, number];
process.stdout.write('begun');
// The last run may have ended between its last note and that row: it is evaluated once more.
if ((store.archives('VM')[0]?.newest ?? 0) >= clock.now()) step++;
for (; step <= Number(last); step++) {
  const values = new Float64Array(series.length);
  // Every level is passed in both directions, in an order that repeats only after a long time.
  // No mean of them is a level: rounding would decide.
  const value = ((Math.floor(step / STEPS_EACH) * 7919) % 101) / 100 + 0.0037;
  values[cpu] = value;
  values[read] = value * (1 + (step % 7));
  values[write] = 1 + (step % 7);
  const batch = batchOf('s', series, values, clock.now());
  // First, so that a row that is written was evaluated, and noted.
  await alarms.append(batch);
  writeSync(noted, `${step}\n`);
  await store.appendInSlices(batch);
  await store.closeRows(clock.now());
  await alarms.closeRows(clock.now());
  // Between two polls a row has the time to be written.
  while (store.health().pendingRows > 0) await setImmediate();
}
alarms.close();
await store.close();
