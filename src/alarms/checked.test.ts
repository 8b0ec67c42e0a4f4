import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarms } from './alarms.ts';
import { checkedOf } from './checked.ts';
import { TestRun } from './evaluate/test-run.ts';
import { bookOf } from './test-rules.ts';

function checked(run: TestRun) {
  const work = checkedOf({ evaluator: run.evaluator } as Alarms);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const rules = `
rules:
  vm.cpu: {class: VM, metric: cpu.usage, amber: 80%}
  vm.memory: {class: VM, metric: memory.available, sense: below, red: 1GB}
  vm.both: {class: VM, all: [{metric: cpu.usage, amber: 51%}, {metric: memory.usage, amber: 50%}]}
`;

test('what is nearest to its level is found in either sense, and what is raised is not near', () => {
  const run = new TestRun(bookOf(rules));
  assert.deepEqual(checked(run), { rules: 0, entities: 0, time: null, nearest: null });
  const [a, b] = [run.enter('a'), run.enter('b')];
  run.poll(2, [
    [a, { 'cpu.usage': 0.4, 'memory.available': 2e9 }],
    [b, { 'cpu.usage': 0.9, 'memory.available': 1.25e9 }],
  ]);
  const { nearest, ...rest } = checked(run);
  assert.deepEqual(rest, { rules: 2, entities: 2, time: 10_000 });
  assert.deepEqual([nearest?.plan.rule.id, nearest?.plan.entities[nearest.pair]?.id], ['vm.memory', 'b']);
  assert.deepEqual([nearest?.value, nearest?.level, nearest?.share], [1.25e9, 1e9, 0.8]);
});

test('what is unknown is near to nothing', () => {
  const run = new TestRun(bookOf('rules: {vm.cpu: {class: VM, metric: cpu.usage, amber: 80%}}'));
  run.poll(0, [[run.enter('a'), { 'cpu.usage': 0.5 }]]);
  run.poll(1, []);
  assert.equal(checked(run).nearest, null);
});
