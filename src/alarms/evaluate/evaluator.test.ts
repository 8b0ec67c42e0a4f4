import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../../lib/async/in-slices.ts';
import type { Entity } from '../../model/entity.ts';
import { bookOf } from '../test-rules.ts';
import { batchOf, STEP_MS, TestRun } from './test-run.ts';

function runOf(fields: string, details: Partial<Entity> = {}): { run: TestRun; vm: Entity } {
  const run = new TestRun(bookOf(`rules: {vm.x: {class: VM, ${fields}}}`));
  return { run, vm: run.enter('v', details) };
}

test('a machine that does not run is not evaluated, and begins anew', () => {
  const { run, vm } = runOf('metric: cpu.usage, amber: 50%, for: 10s');
  vm.state = 'shutoff';
  for (let step = 0; step < 5; step++) run.poll(step, [[vm, { 'cpu.usage': 1 }]]);
  assert.deepEqual(run.seen(), []);
  vm.state = 'running';
  for (let step = 5; step < 9; step++) run.poll(step, [[vm, { 'cpu.usage': 1 }]]);
  assert.deepEqual(run.seen(), ['25 vm.x unknown green', '35 vm.x green amber']);
  vm.state = 'shutoff';
  run.poll(9, [[vm, { 'cpu.usage': 0 }]]);
  assert.deepEqual(run.seen(), ['45 vm.x amber off']);
});

test('each device has an alarm of its own, unless the values are consolidated', () => {
  const disks = { 'disk.vda.read.bytes': 5, 'disk.vdb.read.bytes': 20, 'disk.read.bytes': 99 };
  const each = runOf('metric: disk.#.read.bytes, amber: 10B/s');
  each.run.poll(0, [[each.vm, disks]]);
  assert.deepEqual(each.run.seen(), ['0 vm.x vda unknown green', '0 vm.x vdb unknown amber']);
  const sum = runOf('metric: disk.#.read.bytes, of: sum, amber: 24B/s, red: 30B/s');
  sum.run.poll(0, [[sum.vm, disks]]);
  assert.deepEqual(sum.run.seen(), ['0 vm.x unknown amber']);
  const some = runOf('metric: disk.#.read.bytes, of: max, instances: vda, amber: 10B/s');
  some.run.poll(0, [[some.vm, disks]]);
  assert.deepEqual(some.run.seen(), ['0 vm.x unknown green']);
});

test('a ratio counts only above its volume', () => {
  const fields =
    'metric: net.rx.drops, dividedBy: net.rx.packets, volume: net.rx.packets, volumeLevel: 100/s, amber: 2%';
  const { run, vm } = runOf(fields);
  run.poll(0, [[vm, { 'net.rx.drops': 50, 'net.rx.packets': 99 }]]);
  run.poll(1, [[vm, { 'net.rx.drops': 50, 'net.rx.packets': 100 }]]);
  assert.deepEqual(run.seen(), ['0 vm.x unknown green', '5 vm.x green amber']);
});

test('a mean is unknown until half of its window is known', () => {
  const { run, vm } = runOf('metric: cpu.usage, mean: 1m, amber: 50%, keep: 0s');
  for (let step = 0; step < 20; step++) run.poll(step, [[vm, { 'cpu.usage': step < 12 ? 1 : 0 }]]);
  // Of twelve rows six are needed; seven rows at rest leave five of twelve.
  assert.deepEqual(run.seen(), ['25 vm.x unknown amber', '85 vm.x amber green']);
});

test('all conditions must be bad, or any of them', () => {
  const both = '[{metric: cpu.usage, amber: 50%}, {metric: memory.usage, amber: 50%}]';
  const f = (combine: string, cpu: number, memory: number, want: string): void => {
    const { run, vm } = runOf(`${combine}: ${both}`);
    run.poll(0, [[vm, { 'cpu.usage': cpu, 'memory.usage': memory }]]);
    const light = run.changes.at(-1)?.to ?? 'unknown';
    assert.equal(light, want, `${combine} ${cpu} ${memory}`);
  };
  f('all', 1, 1, 'amber');
  f('all', 1, 0, 'green');
  f('all', 1, Number.NaN, 'unknown');
  f('all', 0, Number.NaN, 'green');
  f('any', 1, 0, 'amber');
  f('any', 1, Number.NaN, 'amber');
  f('any', 0, Number.NaN, 'unknown');
  f('any', 0, 0, 'green');
});

test('states and events are conditions of what does not run, too', () => {
  const state = runOf('when: is:crashed, red: true, keep: 0s', { state: 'crashed' });
  state.run.poll(0, []);
  state.vm.state = 'running';
  state.run.poll(1, []);
  assert.deepEqual(state.run.seen(), ['0 vm.x unknown red', '5 vm.x red green']);
  const { run, vm } = runOf('event: started, within: 1m, amber: 1, keep: 0s');
  const event = { class: 'VM', id: 'v', name: 'v', kind: 'started', from: null, to: null, text: '' } as const;
  run.events.push({ ...event, time: 0 }, { ...event, time: 1000 });
  for (const step of [1, 20]) run.poll(step, [[vm, {}]]);
  assert.deepEqual(run.seen(), ['5 vm.x unknown amber', '100 vm.x amber green']);
});

test('a file system that fills is seen hours before it is full', () => {
  const { run, vm } = runOf('timeToFull: fs.#.used, total: fs.#.total, window: 2m, amber: 1h, keep: 0s');
  for (let step = 0; step < 30; step++)
    run.poll(step, [[vm, { 'fs.root.used': step * 10, 'fs.root.total': 3000 }]]);
  assert.equal(run.changes.at(-1)?.to, 'amber');
  for (let step = 30; step < 60; step++)
    run.poll(step, [[vm, { 'fs.root.used': 300, 'fs.root.total': 3000 }]]);
  assert.equal(run.changes.at(-1)?.to, 'green');
});

test('what no batch renews is unknown after two intervals, and a raised alarm is held', () => {
  const run = new TestRun(bookOf('rules: {vm.x: {class: VM, metric: cpu.usage, amber: 50%}}'));
  const [good, bad] = [run.enter('good'), run.enter('bad')];
  run.poll(0, [[good, { 'cpu.usage': 0 }], [bad, { 'cpu.usage': 1 }]]); // prettier-ignore
  run.seen();
  atOnce(run.evaluator.sweep(10_000));
  assert.deepEqual(run.seen(), []);
  atOnce(run.evaluator.sweep(10_001));
  atOnce(run.evaluator.sweep(20_000));
  assert.deepEqual(run.seen(), ['10.001 vm.x green unknown']);
});

test('a new series keeps the state of the others', () => {
  const { run, vm } = runOf('metric: cpu.usage, mean: 30s, amber: 50%, for: 10s');
  for (let step = 0; step < 4; step++) run.poll(step, [[vm, { 'cpu.usage': 1 }]]);
  run.enter('other');
  for (let step = 4; step < 6; step++) run.poll(step, [[vm, { 'cpu.usage': 1 }]]);
  assert.deepEqual(run.seen(), ['10 vm.x unknown green', '20 vm.x green amber']);
});

test('the event loop may turn between many changes', () => {
  const run = new TestRun(bookOf('rules: {vm.x: {class: VM, metric: cpu.usage, amber: 50%}}'));
  const machines = Array.from({ length: 1000 }, (_, i) => run.enter(`v${i}`));
  run.poll(0, machines.map((vm) => [vm, { 'cpu.usage': 0.1 }] as const)); // prettier-ignore
  run.changes.splice(0);
  const values = new Float64Array(1000).fill(0.9);
  const seen: number[] = [];
  for (const _ of run.evaluator.append(batchOf('a', run.table('a'), values, STEP_MS)))
    seen.push(run.changes.length);
  assert.ok(seen.length >= 4, String(seen));
  assert.equal(run.changes.length, 1000);
});
