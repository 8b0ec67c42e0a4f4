/** What it costs that 10,000 machines pass the limits of two rules in one batch: `npm run bench -- changes`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '../model/clock.ts';
import { createEntity } from '../model/entity.ts';
import { SeriesTable } from '../model/series.ts';
import { Alarms } from './alarms.ts';
import { batchOf, STEP_MS } from './evaluate/test-run.ts';
import { bookOf } from './test-rules.ts';

const machines = 10_000;
const rule = '{class: VM, metric: cpu.usage, amber: 80%, keep: 0s}';
const directory = mkdtempSync(join(tmpdir(), 'virtscope-bench-'));
const store = { entity: () => null, events: () => [] };
const alarms = new Alarms({
  book: bookOf(`rules: {vm.one: ${rule}, vm.two: ${rule}}`),
  store,
  clock,
  path: join(directory, 'alarms.jsonl'),
});
const series = new SeriesTable();
for (let i = 0; i < machines; i++) {
  const vm = createEntity({ class: 'VM', id: `v${i}`, source: 'a', name: `vm ${i}`, state: 'running' }, 0);
  series.slot(vm, 'cpu.usage');
}
let row = 0;
const evaluate = async (usage: number): Promise<void> => {
  const values = new Float64Array(machines).fill(usage);
  await alarms.append(batchOf('a', series, values, ++row * STEP_MS));
};
await evaluate(0.1);
await evaluate(0.1);

const turns: number[] = [];
let turnBegan = performance.now();
let isMeasured = true;
const turn = (): void => {
  const now = performance.now();
  turns.push(now - turnBegan);
  turnBegan = now;
  if (isMeasured) setImmediate(turn);
};
setImmediate(turn);
const ms: number[] = [];
for (let round = 0; round < 6; round++) {
  const begun = performance.now();
  await evaluate(round % 2 === 0 ? 0.9 : 0.1);
  ms.push(performance.now() - begun);
}
isMeasured = false;
alarms.close();
rmSync(directory, { recursive: true });
console.log(
  JSON.stringify({
    bench: 'changes',
    changes: 2 * machines,
    ms: ms.map(Math.round),
    longestTurnMs: Math.max(...turns),
  }),
);
