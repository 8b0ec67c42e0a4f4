import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capacity } from '../../../../src/api/wire/capacity.ts';
import { countText, overcommitText, roomText, unknownText } from './texts.ts';

const GiB = 2 ** 30;
const spaced = (s: string): string => s.replaceAll('\u00a0', ' ');

const memory: Capacity['memory'] = {
  physical: 64 * GiB,
  running: { allocated: 40 * GiB, unknown: 0 },
  defined: { allocated: 50 * GiB, unknown: 2 },
  overcommit: 40 / 64,
  reserve: 4 * GiB,
  fits: 20 * GiB,
};

test('roomText() has what still fits with its rule, at most so much where sizes are unknown', () => {
  const f = (change: Partial<Capacity['memory']>, want: string): void =>
    assert.equal(spaced(roomText({ ...memory, ...change })), want);
  const rule = '64.0 GiB less 40.0 GiB that run, less 4.0 GiB for the host itself.';
  f({}, `Room for 20.0 GiB more memory: ${rule}`);
  f({ running: { allocated: 40 * GiB, unknown: 1 } }, `Room for at most 20.0 GiB more memory: ${rule}`);
  f({ fits: 0 }, `No room for more memory: ${rule}`);
  f(
    { physical: null, reserve: null, fits: null },
    'What still fits is not known: the memory of the host is not read.',
  );
});

test('overcommitText() is a multiple where more is given than there is', () => {
  assert.equal(spaced(overcommitText(2.75)), '2.8 × overcommitted');
  assert.equal(spaced(overcommitText(0.625)), '63 % given away');
});

test('countText() and unknownText() count machines', () => {
  assert.equal(countText({ running: 3, defined: 4 }), '3 of 4 machines run');
  const vcpus = { ...memory, defined: { allocated: 1, unknown: 3 } };
  assert.equal(unknownText({ vcpus, memory }), 'Not counted: 3 machines of unknown size.');
  const whole = { ...memory, defined: { allocated: 1, unknown: 0 } };
  assert.equal(unknownText({ vcpus: whole, memory: whole }), '');
});
