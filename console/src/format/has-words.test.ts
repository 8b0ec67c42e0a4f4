import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasWords } from './has-words.ts';

test('hasWords() wants every word of the text, in any order and case', () => {
  const f = (text: string, name: string, want: boolean): void =>
    assert.equal(hasWords(text)(name), want, `${text} in ${name}`);
  f('', 'Top', true);
  f('  TOP ', 'Top', true);
  f('utc show', 'all times are in CET; show UTC', true);
  f('utc hide', 'all times are in CET; show UTC', false);
});
