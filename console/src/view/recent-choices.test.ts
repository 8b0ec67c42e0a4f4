import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChoices } from './recent-choices.ts';

test('readChoices() believes a stored list as far as it is one', () => {
  const f = (stored: string | null, want: string[]): void => assert.deepEqual(readChoices(stored), want);
  f(null, []);
  f('{', []);
  f('{"a":1}', []);
  f('["a",1,null,"b"]', ['a', 'b']);
  f(JSON.stringify(['x'.repeat(201), 'a', 'b', 'c', 'd', 'e', 'f']), ['a', 'b', 'c', 'd', 'e']);
});
