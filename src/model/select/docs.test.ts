import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fieldNames } from './fields.ts';
import { parseSelector, SelectorError } from './mod.ts';

const page = readFileSync(new URL('../../../docs/reference/selectors.md', import.meta.url), 'utf8');
const [code = ''] = page.match(/(?<=```\n)[^`]+(?=```)/) ?? [];
/** What stands between backticks. */
const terms = [...page.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

test('every example of docs/reference/selectors.md can be read', () => {
  const lines = code.trim().split('\n');
  assert.equal(lines.length, 3);
  const examples = terms.filter((text) => /^-?[\w.]+(:|[<>]=?|!?=)./.test(text) && !/\s\w+:$/.test(text));
  assert.ok(examples.length >= 15, `${examples.length} examples`);
  for (const text of [...lines, ...examples]) assert.doesNotThrow(() => parseSelector(text), text);
});

test('docs/reference/selectors.md names every word that can stand before an operator', () => {
  const words = new Set(terms.map((text) => /^[\w.]+/.exec(text)?.[0]));
  assert.deepEqual(
    fieldNames.filter((name) => !words.has(name)),
    [],
  );
});

test('its words for states can be asked for, and its limits are those of the program', () => {
  const [row = ''] = page.match(/^\| `is:red`.*$/m) ?? [];
  for (const [, word] of row.replace('is:red', 'red').matchAll(/`([^`]+)`/g)) {
    assert.doesNotThrow(() => parseSelector(`is:${word}`), word);
  }
  assert.match(page, /at most 1,024 characters, 64 terms and 32 brackets/);
  const f = (text: string): void => assert.throws(() => parseSelector(text), SelectorError);
  parseSelector('a '.repeat(64));
  f('a '.repeat(65));
  f('a'.repeat(1025));
  f('snapshots>1'.replace('snapshots', 'snapshot'));
});
