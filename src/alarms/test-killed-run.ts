/** Evaluates steps of a made-up machine until it is killed: `node src/alarms/test-killed-run.ts FILE FIRST LAST`. */
import { openSync, writeSync } from 'node:fs';
import { createEntity } from '../model/entity.ts';
import { SeriesTable } from '../model/series.ts';
import { Alarms } from './alarms.ts';
import { batchOf, STEP_MS } from './evaluate/test-run.ts';
import { bookOf } from './test-rules.ts';

const [path = '', first = '', last = ''] = process.argv.slice(2);
const rules =
  'rules: {vm.x: {class: VM, metric: cpu.usage, amber: 50%, amberClear: 30%, red: 80%, redClear: 60%, keep: 0s}}';
/** A few steps are between two changes, so that it does not flap. */
const STEPS_EACH = 40;

const series = new SeriesTable();
const vm = createEntity({ class: 'VM', id: 'v', source: 's', name: 'v', state: 'running' }, 0);
const slot = series.slot(vm, 'cpu.usage');
const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
const store = { entity: () => vm, events: () => [] };
const alarms = new Alarms({ book: bookOf(rules), store, clock, path });
const noted = openSync(`${path}.step`, 'w');
process.stdout.write('begun');
for (let step = Number(first); step <= Number(last); step++) {
  const values = new Float64Array(series.length);
  // Every level is passed in both directions, in an order that repeats only after a long time.
  values[slot] = ((Math.floor(step / STEPS_EACH) * 7919) % 101) / 100;
  await alarms.append(batchOf('s', series, values, step * STEP_MS));
  // Over the last one, in one write: it is never half of a number.
  writeSync(noted, String(step).padStart(8), 0);
}
alarms.close();
