import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bookOf } from '../test-rules.ts';
import type { AlarmLight } from './light.ts';
import { referenceLights } from './test-reference.ts';
import { STEP_MS, TestRun, type SeenChange } from './test-run.ts';

const level = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
const value = fc.oneof({ weight: 6, arbitrary: level }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
/** Values that stay for a while. */
const series = fc
  .array(fc.tuple(value, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 30 })
  .map((spans) => spans.flatMap(([one, steps]) => Array.from({ length: steps }, () => one)));
const rules = fc
  .record({
    for: fc.constantFrom('0s', '5s', '10s', '20s'),
    redFor: fc.constantFrom('0s', '5s', '15s'),
    keep: fc.constantFrom('0s', '5s', '10s'),
    unknown: fc.constantFrom('ignore', 'hold', 'amber', 'red'),
    levels: fc.constantFrom(
      'amber: 50%, amberClear: 25%, red: 75%, redClear: 50%',
      'amber: 50%',
      'red: 50%, redClear: 25%',
      'amber: 25%, red: 50%',
      'sense: below, amber: 50%, amberClear: 75%, red: 25%',
    ),
  })
  .map(({ levels, ...times }) => {
    const fields = Object.entries(times).map(([name, one]) => `${name}: ${one}`);
    return bookOf(`rules: {vm.x: {class: VM, metric: cpu.usage, ${levels}, ${fields.join(', ')}}}`);
  });

function changesOf(lights: readonly AlarmLight[]): Pick<SeenChange, 'from' | 'to' | 'at'>[] {
  return lights.flatMap((to, step) => {
    const from = lights[step - 1] ?? 'unknown';
    return from === to ? [] : [{ from, to, at: (step * STEP_MS) / 1000 }];
  });
}

test('transitions are those of the reference, which looks at all of the past at every step', () => {
  fc.assert(
    fc.property(rules, series, (book, values) => {
      const run = new TestRun(book);
      const vm = run.enter('v');
      const rule = book.rule('vm.x');
      assert.ok(rule);
      for (const [step, one] of values.entries()) run.poll(step, [[vm, { 'cpu.usage': one }]]);
      const seen = run.changes.map(({ from, to, at }) => ({ from, to, at }));
      assert.deepEqual(seen, changesOf(referenceLights(rule, values, STEP_MS)));
    }),
    { numRuns: 500 },
  );
});

test('a light is raised only after its time, ends where it began, and unknown is never green', () => {
  fc.assert(
    fc.property(rules, series, (book, values) => {
      const run = new TestRun(book);
      const vm = run.enter('v');
      const rule = book.rule('vm.x');
      assert.ok(rule);
      let light = 'unknown' as AlarmLight;
      for (const [step, one] of values.entries()) {
        run.poll(step, [[vm, { 'cpu.usage': one }]]);
        for (const { from, to, at } of run.changes.splice(0)) {
          // Each change begins where the last one ended: a red that does not clear is still red.
          assert.equal(from, light);
          light = to;
          const forMs: number = to === 'red' ? rule.redForMs : rule.amberForMs;
          if (to !== 'red' && (to !== 'amber' || from === 'red')) continue;
          const good = rule.conditions[0]?.levels.sense === 'above' ? 0 : 1;
          const since = values.slice(0, step).lastIndexOf(good);
          assert.ok(at * 1000 - (since + 1) * STEP_MS >= forMs);
        }
        if (Number.isNaN(one)) assert.notEqual(light, 'green');
      }
    }),
  );
});

test('the order in which batches of several sources come does not matter', () => {
  fc.assert(
    fc.property(rules, fc.tuple(series, series), fc.array(fc.boolean()), (book, [a, b], order) => {
      const run = (isFirst: (step: number) => boolean): string[] => {
        const one = new TestRun(book);
        const vms = { a: one.enter('va'), b: one.enter('vb', { source: 'b' }) };
        for (let step = 0; step < Math.max(a.length, b.length); step++) {
          for (const source of isFirst(step) ? (['a', 'b'] as const) : (['b', 'a'] as const)) {
            const known = (source === 'a' ? a : b)[step] ?? Number.NaN;
            one.poll(step, [[vms[source], { 'cpu.usage': known }]], source);
          }
        }
        return one.changes.map(({ id, at, from, to }) => `${id} ${at} ${from} ${to}`).sort();
      };
      assert.deepEqual(run((step) => order[step] ?? true), run(() => true)); // prettier-ignore
    }),
    { numRuns: 50 },
  );
});
