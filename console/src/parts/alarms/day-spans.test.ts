import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { spansOf } from './day-spans.ts';

/** A change of an alarm at a time. */
function change(alarm: string, time: number, to: AlarmTransition['to']): AlarmTransition {
  const rest = { from: 'green', value: null, level: null, units: '', origin: '', flapping: false } as const;
  const about = { alarm, uri: `/alarms/${alarm}`, rule: 'vm.cpu', subject: '', name: alarm, instance: null };
  return { ...rest, ...about, id: '1', time, to, inhibited: null, message: '' };
}

test('spansOf() has each span between two times, that which changed last first', () => {
  const rows = spansOf(
    [
      change('a', 10, 'amber'),
      change('b', 20, 'red'),
      change('a', 30, 'red'),
      change('a', 40, 'green'),
      change('c', 45, 'amber'),
      change('c', 46, 'off'),
    ],
    15,
    100,
  );
  assert.deepEqual(
    rows.map(
      ({ text, spans }) =>
        `${text}: ${spans.map(({ state, from, to }) => `${state} ${from}–${to}`).join(', ')}`,
    ),
    ['c, vm.cpu: amber 45–46', 'a, vm.cpu: amber 15–30, red 30–40', 'b, vm.cpu: red 20–100'],
  );
});

test('spansOf() has nothing of what ended before', () => {
  assert.deepEqual(spansOf([change('a', 1, 'red'), change('a', 5, 'green')], 10, 20), []);
});
