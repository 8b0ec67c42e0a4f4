import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity } from '../../model/entity.ts';
import type { Condition } from '../rule/rule.ts';
import { ruleOf } from '../test-rules.ts';
import { messageOf, type MessageFacts } from './message.ts';

const vm = createEntity({ class: 'VM', id: 'v', source: 's', name: 'db1', state: 'running' }, 0);
const sentence = (fields: string, facts: Partial<MessageFacts>): string =>
  messageOf({
    entity: vm,
    time: 0,
    instance: '',
    condition: ruleOf(`class: VM, ${fields}`).conditions[0] as Condition,
    from: 'green',
    to: 'red',
    value: null,
    level: null,
    worst: null,
    raisedMs: 0,
    ...facts,
  });

test('messageOf() has the number, its window and the limit of what is raised', () => {
  const f = (fields: string, facts: Partial<MessageFacts>, want: string): void =>
    assert.equal(sentence(fields, facts), want);
  f(
    'metric: cpu.usage, red: 90%',
    { value: 0.95, level: 0.9 },
    'db1: Processor time used 95 % (limit 90 %).',
  );
  f(
    'metric: disk.#.write.latency, mean: 5m, red: 50ms',
    { value: 0.08, level: 0.05, instance: 'vda' },
    'db1 vda: Mean time of a write request to one disk 80.0 ms (5m mean; limit 50.0 ms).',
  );
  f(
    'metric: memory.available, dividedBy: memory.total, sense: below, red: 3%',
    { value: 0.02, level: 0.03 },
    'db1: memory.available of memory.total 2.0 % (limit 3.0 %).',
  );
  f('event: crashed, within: 24h, red: 0', { value: 1, level: 0 }, 'db1: crashed once in 1d (limit 0).');
  f('event: crashed, within: 24h, red: 2', { value: 3, level: 2 }, 'db1: crashed 3 times in 1d (limit 2).');
});

test('messageOf() gives for a state its reason, the state itself, or the facts that the rule looks at', () => {
  const f = (fields: string, entity: Partial<typeof vm>, want: string): void =>
    assert.equal(sentence(fields, { entity: { ...vm, ...entity } }), want);
  const condition = { kind: 'stuck', since: 0, reason: 'its QEMU process is stopped' } as const;
  f('when: "is:stuck", red: true', { condition }, 'db1: its QEMU process is stopped');
  f('when: "is:off", red: true', { state: 'shutoff' }, 'db1: it is off.');
  const facts = { snapshots: { value: 4, time: 0, origin: 'x', reason: null } } as const;
  f('when: snapshots>3, red: true', { facts }, 'db1: snapshots 4 (rule: snapshots>3).');
});

test('messageOf() says of what is over how long it was raised, and its worst value', () => {
  const f = (facts: Partial<MessageFacts>, want: string): void => {
    const all = { from: 'red', value: 0.5, level: 0.9, raisedMs: 29 * 60_000, ...facts } as const;
    assert.equal(sentence('metric: cpu.usage, red: 90%', all), want);
  };
  f({ to: 'green' }, 'db1: back under 90 %, now 50 %. It was red for 29 min.');
  const worst = { value: 0.97, agoMs: 95_000 };
  f(
    { to: 'green', worst },
    'db1: back under 90 %, now 50 %. It was red for 29 min; at worst 97 %, 95 s ago.',
  );
  f({ to: 'unknown' }, 'db1: nothing is known any more. It was red for 29 min.');
  f(
    { to: 'off', entity: { ...vm, state: 'shutoff' } },
    'db1: no longer looked at, it is off. It was red for 29 min.',
  );
});
