import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CLASSES, entityClasses } from './classes.ts';
import { lightOf, type AlarmsLight, type Light } from './light.ts';

it('lightOf() is of the condition where there is one, else of the state', () => {
  const f = (cls: string, state: string, kind: Parameters<typeof lightOf>[2], want: Light): void =>
    assert.equal(lightOf(cls, state, kind), want, `${cls} ${state}`);
  f('VM', 'running', null, 'ok');
  f('VM', 'paused', null, 'ok');
  f('VM', 'shutdown', null, 'off');
  f('VM', 'pmsuspended', null, 'off');
  f('VM', 'shutoff', null, 'off');
  f('VM', 'gone', null, 'off');
  f('VM', 'nostate', null, 'unknown');
  f('VM', 'unknown', null, 'unknown');
  f('VM', 'crashed', null, 'red');
  f('VM', 'running', { kind: 'stuck' }, 'red');
  f('VM', 'paused', { kind: 'failed' }, 'red');
  f('VM', 'running', { kind: 'busy' }, 'amber');
  f('VM', 'shutoff', { kind: 'unreachable' }, 'unknown');
  f('host', 'up', null, 'ok');
  f('source', 'down', null, 'red');
  f('source', 'down', { kind: 'unreachable' }, 'red');
  f('host', 'down', { kind: 'unreachable' }, 'red');
  f('VM', 'constructor', null, 'ok');
  f('no class', 'up', null, 'unknown');
});

it('lightOf() is that of the alarms where they are worse, and no machine is unknown because a number is', () => {
  const f = (state: string, kind: 'busy' | 'stuck' | null, alarms: AlarmsLight, want: Light): void =>
    assert.equal(lightOf('VM', state, kind && { kind }, alarms), want, `${state} ${kind} ${alarms}`);
  f('running', null, 'red', 'red');
  f('running', null, 'amber', 'amber');
  f('running', null, 'unknown', 'ok');
  f('running', null, 'green', 'ok');
  f('running', 'stuck', 'amber', 'red');
  f('running', 'busy', 'red', 'red');
  f('running', 'busy', 'green', 'amber');
  f('shutoff', null, 'amber', 'amber');
  f('unknown', null, 'amber', 'amber');
});

it('lightOf() has a light for each state of each class', () => {
  for (const cls of entityClasses) {
    for (const state of Object.keys(CLASSES[cls].states)) assert.ok(lightOf(cls, state, null), state);
  }
});
