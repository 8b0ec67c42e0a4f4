import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withReadings, type FactReadings } from './fact-readings.ts';
import type { Facts } from '../model/facts.ts';

const known = { origin: 'definition', reason: null } as const;
const before: Facts = {
  vcpus: { value: 2, ...known, time: 5 },
  tags: { value: ['a', 'b'], ...known, time: 5 },
};

test('facts that are read as they were are the same object, with the time at which they became so', () => {
  const f = (readings: FactReadings): void => assert.equal(withReadings(before, readings, 9), before);
  f({});
  f({ vcpus: { value: 2, ...known } });
  f({ tags: { value: ['a', 'b'], ...known }, title: null });
});

test('a fact that is another, or is another way, is replaced and the rest stays', () => {
  const f = (readings: FactReadings, want: Facts): void =>
    assert.deepEqual(withReadings(before, readings, 9), want);
  f({ vcpus: { value: 4, ...known } }, { ...before, vcpus: { value: 4, ...known, time: 9 } });
  f({ tags: { value: ['b', 'a'], ...known } }, { ...before, tags: { value: ['b', 'a'], ...known, time: 9 } });
  const reason = 'The machine is off.';
  f({ vcpus: { value: null, origin: null, reason } }, { ...before, vcpus: { value: null, origin: null, reason, time: 9 } }); // prettier-ignore
  f({ vcpus: null }, { tags: before.tags! });
  assert.deepEqual(before.vcpus?.value, 2);
});
