import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reasonName, stateName } from './lifecycle.ts';

it('stateName and reasonName name numbers, and give null for unknown ones', () => {
  assert.deepEqual(
    [stateName(1), stateName(7), stateName(8), stateName(-1)],
    ['running', 'pmsuspended', null, null],
  );
  assert.deepEqual(
    [reasonName(3, 5), reasonName(5, 2), reasonName(1, 5)],
    ['io-error', 'destroyed', 'unpaused'],
  );
  assert.deepEqual([reasonName(3, 99), reasonName(99, 0)], [null, null]);
});
