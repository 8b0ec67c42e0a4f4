import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmCondition, AlarmDetails } from '../../../../../src/api/wire/alarms.ts';
import { lookup } from '../../../../../src/model/vocabulary.ts';
import { consumed, windowOf } from './consumed.ts';

const condition = (...metrics: string[]): AlarmCondition => ({ kind: 'metric', metrics }) as AlarmCondition;

test('consumed() ranks by what machines have of the same, and by nothing where they are no cause', () => {
  const f = (cls: AlarmDetails['class'], conditions: AlarmCondition[], want: string[]): void => {
    assert.deepEqual(consumed({ class: cls, conditions }), want);
    for (const metric of want) assert.ok(lookup(metric)?.metric.classes.includes('VM'), metric);
  };
  f('host', [condition('cpu.usage')], ['cpu.cores']);
  f('host', [condition('pressure.cpu.some'), condition('memory.available', 'memory.total')], ['cpu.cores', 'memory.host']); // prettier-ignore
  f('host', [condition('disk.#.read.latency', 'disk.#.write.latency')], ['disk.read.bytes', 'disk.write.bytes']); // prettier-ignore
  f('host', [condition('pressure.io.some')], ['disk.read.bytes', 'disk.write.bytes']);
  f('host', [condition('net.#.rx.bytes', 'net.#.tx.bytes', 'net.#.speed')], ['net.rx.bytes', 'net.tx.bytes']);
  f('host', [condition('sensor.#.temperature')], []);
  f('host', [{ ...condition(), kind: 'when' }], []);
  f('VM', [condition('cpu.steal')], ['cpu.cores']);
  f('VM', [condition('disk.#.write.latency')], ['disk.write.bytes']);
  f('VM', [condition('cpu.usage')], []);
  f('source', [condition('poll.duration')], []);
});

test('windowOf() has what the conditions are the mean of and how long they were true, at least five minutes', () => {
  const f = (amber: number, means: number[], want: number): void => {
    const conditions = means.map((mean) => ({ ...condition('cpu.usage'), mean }));
    assert.equal(windowOf({ conditions, for: { amber, red: 0 } }), want);
  };
  f(0, [], 300);
  f(60, [120, 0], 300);
  f(600, [300, 1200], 1800);
});
