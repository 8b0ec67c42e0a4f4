import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmTransition } from '../../../../../src/api/wire/alarms.ts';
import { raisedAt } from './raised-at.ts';

type Light = AlarmTransition['to'];

test('raisedAt() is when it was raised, or was the last time, and not when amber became red', () => {
  const f = (raised: number | null, lights: Light[], want: number | null): void => {
    const history = lights.map((to, i) => ({ time: i, from: lights[i - 1] ?? 'off', to }) as AlarmTransition);
    assert.equal(raisedAt({ raised, history }), want);
  };
  f(9, ['green', 'red'], 9);
  f(null, ['green', 'amber', 'red', 'green'], 1);
  f(null, ['red', 'green', 'amber', 'green'], 2);
  f(null, ['green', 'unknown'], null);
  f(null, [], null);
});
