import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { spansOf, type AlarmNow, type AlarmRow } from './day-spans.ts';

/** A change of an alarm at a time. */
function change(
  alarm: string,
  time: number,
  to: AlarmTransition['to'],
  from: AlarmTransition['from'] = 'green',
): AlarmTransition {
  const rest = { value: null, level: null, units: '', origin: '', flapping: false } as const;
  const about = { alarm, uri: `/alarms/${alarm}`, rule: 'vm.cpu', subject: '', name: alarm, instance: null };
  return { ...rest, ...about, id: '1', time, from, to, inhibited: null, message: '' };
}

/** An alarm as it is now. */
function alarmNow(id: string, state: AlarmNow['state'], since: number): AlarmNow {
  return { id, uri: `/alarms/${id}`, rule: 'vm.cpu', name: id, instance: null, state, since };
}

function check(rows: readonly AlarmRow[], want: readonly string[]): void {
  const text = ({ state, from, to }: AlarmRow['spans'][number]): string => `${state} ${from}–${to}`;
  assert.deepEqual(rows.map((row) => `${row.text}: ${row.spans.map(text).join(', ')}`), want); // prettier-ignore
}

test('spansOf() has each span between two times, that which changed last first', () => {
  const transitions = [
    change('a', 10, 'amber'),
    change('b', 20, 'red'),
    change('a', 30, 'red', 'amber'),
    change('a', 40, 'green', 'red'),
    change('c', 45, 'amber'),
    change('c', 46, 'off', 'amber'),
    change('a', 50, 'amber'),
    change('a', 60, 'green', 'amber'),
  ];
  check(spansOf({ transitions, completeSince: 5 }, [], 15, 100), [
    'a, vm.cpu: amber 15–30, red 30–40, amber 50–60',
    'c, vm.cpu: amber 45–46',
    'b, vm.cpu: red 20–100',
  ]);
});

test('spansOf() has nothing of what ended before', () => {
  const transitions = [change('a', 1, 'red'), change('a', 5, 'green', 'red')];
  check(spansOf({ transitions, completeSince: 0 }, [], 10, 20), []);
});

test('spansOf() has what was raised before the first change that is known', () => {
  const transitions = [change('a', 30, 'red', 'amber'), change('b', 40, 'green', 'red'), change('c', 50, 'amber')]; // prettier-ignore
  const now = [alarmNow('a', 'red', 30), alarmNow('d', 'amber', 3), alarmNow('e', 'green', 12)];
  check(spansOf({ transitions, completeSince: 20 }, now, 10, 100), [
    'c, vm.cpu: amber 50–100',
    'b, vm.cpu: red 20–40',
    'a, vm.cpu: amber 20–30, red 30–100',
    'd, vm.cpu: amber 10–100',
  ]);
});
