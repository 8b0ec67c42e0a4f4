import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DryRun } from '../../../../../src/api/wire/alarms.ts';
import { countsOf, sentenceOf } from './sentence.ts';

/** A dry run with spans about these. */
function run(red: number, amber: number, ...subjects: string[]): DryRun {
  const spans = subjects.map((subject) => {
    return { subject, name: '', instance: null, state: 'red' as const, start: 0, end: 1 };
  });
  return { start: 0, end: 1, step: 1, rows: 1, series: 1, raised: 0, red, amber, spans };
}

test('sentenceOf() counts what would have been raised, and on how many', () => {
  const f = (one: DryRun, want: string): void => assert.equal(sentenceOf(one, 'in the last week'), want);
  const [a, b] = ['/metrics/VM/a', '/metrics/VM/b'];
  f(run(1, 2, a, b, a), 'Would have been red once, amber 2 times in the last week, on 2 machines.');
  f(run(0, 1, a), 'Would have been amber once in the last week, on 1 machine.');
  f(
    run(0, 2000, '/metrics/host/h'),
    'Would have been amber 2000 times in the last week, on at least 1 host.',
  );
  f(run(0, 0), 'Would never have been red or amber in the last week.');
  f({ ...run(0, 0), series: 0 }, 'There are no values of its metrics in the last week.');
});

test('countsOf() has each light that was, and null for none', () => {
  assert.equal(countsOf({ red: 2, amber: 1 }), 'red 2 times, amber once');
  assert.equal(countsOf({ red: 0, amber: 0 }), null);
});
