/** What the start costs that reads the newest rows of 1,000 machines for the rules that ship: `npm run bench -- recover`. */
import { createEntity } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { Alarms } from '../alarms.ts';
import { batchOf, STEP_MS } from '../evaluate/test-run.ts';
import { defaultRules } from '../rule-book/default-rules.ts';
import { makeRuleBook } from '../rule-book/rule-book.ts';

const machines = 1000;
const rows = 720;
const metrics = [
  'cpu.usage',
  'cpu.steal',
  'memory.usage',
  'memory.fault.major',
  'memory.swap.in',
  ...['vda', 'vdb'].flatMap((disk) => ['read', 'write'].flatMap((way) => [`disk.${disk}.${way}.latency`, `disk.${disk}.${way}.requests`])), // prettier-ignore
];
const { book } = makeRuleBook([defaultRules()]);
if (!book) throw new Error('Cannot measure: the rules are wrong');
let now = 0;
const clock = { now: () => now, monotonic: () => performance.now(), sleep: () => Promise.resolve() };
const store = createMemoryStore({ rows, stepMs: STEP_MS, clock });
const series = new SeriesTable();
for (let i = 0; i < machines; i++) {
  const vm = createEntity({ class: 'VM', id: `v${i}`, source: 'a', name: `vm ${i}`, state: 'running' }, 0);
  for (const metric of metrics) series.slot(vm, metric);
}
for (let row = 1; row <= rows; row++) {
  now = row * STEP_MS;
  const values = Float64Array.from({ length: series.length }, (_, i) => ((i * row) % 97) / 100);
  store.append(batchOf('a', series, values, now));
}
const alarms = new Alarms({ book, store, clock, path: null });
const begun = performance.now();
await alarms.recover(store, new AbortController().signal);
const ms = performance.now() - begun;
alarms.close();
console.log(JSON.stringify({ bench: 'recover', machines, series: series.length, ms: Math.round(ms) }));
