import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import { shownAlarms } from './shown-alarms.ts';

const alarm = (id: string, state: 'red' | 'amber', since: number, more: Partial<Alarm> = {}): Alarm =>
  ({ id, state, since, inhibited: null, silenced: null, ...more }) as Alarm;
const silenced = { uri: '/silences/1', by: 'local', reason: 'work', until: 99 };

test('shownAlarms() has red before amber and then the oldest, without what is hidden', () => {
  const alarms = [
    alarm('new red', 'red', 30),
    alarm('old red', 'red', 20),
    alarm('hidden', 'red', 1, { inhibited: '/alarms/x' }),
    alarm('silenced', 'red', 2, { silenced }),
    alarm('amber', 'amber', 3),
  ];
  const shown = shownAlarms({ alarms, next: null });
  assert.deepEqual(
    shown.alarms.map(({ id }) => id),
    ['old red', 'new red', 'amber'],
  );
  assert.equal(shown.rest, '');
});

test('shownAlarms() has five, and says how many more are not hidden', () => {
  const alarms = Array.from({ length: 8 }, (_, at) => alarm(`a${at}`, 'amber', at));
  const hidden = alarm('hidden', 'amber', 0, { inhibited: '/alarms/x' });
  const f = (given: Alarm[], next: string | null, want: string): void => {
    const { alarms: first, rest } = shownAlarms({ alarms: given, next });
    assert.deepEqual([first.length, rest], [5, want]);
  };
  f(alarms.slice(0, 5), null, '');
  f([...alarms, hidden], null, 'and 3 more');
  f([...alarms, hidden], '/alarms?offset=100', 'and at least 3 more');
});
