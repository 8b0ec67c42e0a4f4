import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarm, AlarmCondition } from '../../../../../src/api/wire/alarms.ts';
import { machineCharts, type Line } from '../../../charts/specs.ts';
import { isNear, levelsOf } from './levels-of.ts';

function condition(metrics: string[], given: Partial<AlarmCondition> = {}): AlarmCondition {
  const level = (at: number): AlarmCondition['amber'] => ({ level: at, clear: at, origin: 'a rule' });
  return {
    kind: 'metric',
    metrics,
    when: null,
    units: 'ratio',
    sense: 'above',
    mean: 0,
    value: null,
    amber: level(0.1),
    red: level(0.25),
    ...given,
  };
}

function alarm(rule: string, conditions: AlarmCondition[], instance: string | null = null): Alarm {
  return { rule, uri: `/alarms/${rule}`, instance, conditions } as Alarm;
}

/** What is drawn of these alarms in the charts of a machine. */
function f(alarms: Alarm[], want: string[], lines?: Line[]): void {
  const all = lines ?? machineCharts.flatMap(({ panels }) => panels.flatMap((panel) => panel.lines));
  const shown = ({ line, level, label, mirrored }: ReturnType<typeof levelsOf>[number]): string =>
    `${line.metric} ${label} ${mirrored ? -level : level}`;
  assert.deepEqual(levelsOf(all, alarms).map(shown), want);
}

test('levelsOf() has amber and red of a plain metric, with the rule', () => {
  f([alarm('vm.steal', [condition(['cpu.steal'])])], [
    'cpu.steal vm.steal amber 0.1',
    'cpu.steal vm.steal red 0.25',
  ]); // prettier-ignore
  f([alarm('vm.cpu', [condition(['cpu.usage'], { red: null })])], ['cpu.usage vm.cpu amber 0.1']);
});

test('levelsOf() leaves out what is no value of a line', () => {
  f([alarm('a', [condition(['memory.available', 'memory.total'])])], []);
  f([alarm('a', [condition(['cpu.usage'], { kind: 'timeToFull' })])], []);
  f([alarm('a', [condition(['disk.latency'])])], []);
  f([alarm('a', [condition(['memory.available'])])], []);
  f([alarm('a', [])], []);
});

test('levelsOf() has the level of what goes out below zero, and that of a device with its line', () => {
  const sent = { units: 'bytes/s', amber: null } as const;
  f([alarm('a', [condition(['net.tx.bytes'], sent)])], ['net.tx.bytes a red -0.25']);
  const line: Line = { metric: 'net.eth0.tx.bytes', label: '', colour: 'out', style: 'line' };
  f([alarm('a', [condition(['net.#.tx.bytes'], sent)], 'eth0')], ['net.eth0.tx.bytes a red 0.25'], [line]);
  f([alarm('a', [condition(['net.#.tx.bytes'], sent)], 'eth1')], [], [line]);
});

test('isNear() is of levels up to twice the highest value', () => {
  const g = (level: number, values: (number | null)[], want: boolean): void => {
    assert.equal(isNear(level, values), want);
  };
  g(0.1, [0.01, 0.05, null], true);
  g(0.1, [0.01, 0.049, null], false);
  g(0.1, [0.8], true);
  g(0, [0], true);
  g(0, [null], false);
  g(0.1, [], false);
});
