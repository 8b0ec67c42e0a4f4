/** What the evaluation of 100,000 pairs costs: `node src/alarms/evaluate/evaluator.bench.ts`. */
import { atOnce } from '../../lib/async/in-slices.ts';
import { readRules } from '../rule/read-rules.ts';
import { makeRuleBook } from '../rule-book/rule-book.ts';
import { batchOf, STEP_MS, TestRun } from './test-run.ts';

const vms = 10_000;
const rules = Array.from({ length: 10 }, (_, i) => {
  const mean = i % 2 === 0 ? 'mean: 10m, ' : '';
  return `  vm.r${i}: {class: VM, metric: cpu.usage, ${mean}amber: ${90 + i / 2}%, for: 5m}`;
});
const { book } = makeRuleBook([readRules(`rules:\n${rules.join('\n')}`, 'bench')]);
if (!book) throw new Error('Cannot measure: the rules are wrong');
const run = new TestRun(book);
for (let i = 0; i < vms; i++) run.table('a').slot(run.enter(`vm-${i}`), 'cpu.usage');
const values = Float64Array.from({ length: vms }, (_, i) => (i % 80) / 100);
let row = 0;
const evaluate = (): void =>
  atOnce(run.evaluator.append(batchOf('a', run.table('a'), values, row++ * STEP_MS)));

const begun = process.hrtime.bigint();
evaluate();
const compileMs = Number(process.hrtime.bigint() - begun) / 1e6;
for (let round = 0; round < 130; round++) evaluate();
const rounds = 100;
const before = process.memoryUsage().heapUsed;
const start = process.hrtime.bigint();
for (let round = 0; round < rounds; round++) evaluate();
const ms = Number(process.hrtime.bigint() - start) / rounds / 1e6;
const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / rounds;
console.log(
  JSON.stringify({ bench: 'alarms', pairs: vms * rules.length, compileMs, ms, bytesPerBatch: bytes }),
);
