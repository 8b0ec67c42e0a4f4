import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition } from '../../../src/api/wire/entity.ts';
import { lightOf, type Light } from './light.ts';

test('lightOf() judges by condition first, and finds nothing wrong with a machine that is off', () => {
  const f = (state: string, kind: Condition['kind'] | null, want: Light): void =>
    assert.equal(lightOf(state, kind && { kind, since: 0, atLeast: false, age: 0, reason: '' }), want);
  f('running', null, 'ok');
  f('paused', null, 'ok');
  f('shutoff', null, 'off');
  f('pmsuspended', null, 'off');
  f('crashed', null, 'red');
  f('unknown', null, 'unknown');
  f('running', 'stuck', 'red');
  f('running', 'busy', 'amber');
  f('shutoff', 'unreachable', 'unknown');
});
