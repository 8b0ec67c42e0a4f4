import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import { compileFilter } from './filter.ts';
import { call, callFields } from './fixture.ts';

const page = readFileSync(new URL('../../../docs/reference/filters.md', import.meta.url), 'utf8');
const [code = ''] = page.match(/(?<=```\n)[^`]+(?=```)/) ?? [];
const rows = [...page.matchAll(/^\| (`.*`) \| /gm)].map(([, cell = '']) =>
  cell.replaceAll(String.raw`\|`, '|'),
);

test('every example of docs/reference/filters.md is a filter that is certain of a message', () => {
  const lines = code.trim().split('\n');
  const examples = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
  assert.deepEqual([lines.length, rows.length], [7, 17]);
  for (const text of [...lines, ...examples]) {
    const filter = compileFilter(text, callFields);
    filter.matches(call);
    assert.equal(filter.errors, 0, text);
  }
});

test('its limits are those of the program', () => {
  const isRefused = (text: string): boolean => {
    try {
      compileFilter(text, callFields);
      return false;
    } catch (error) {
      if (error instanceof InputError) return true;
      throw error;
    }
  };
  const f = (most: number, make: (count: number) => string, stated: RegExp): void => {
    assert.match(page, stated);
    assert.deepEqual([isRefused(make(most)), isRefused(make(most + 1))], [false, true], make(1));
  };
  f(2048, (count) => 'a'.repeat(count), /2,048\s+characters/);
  f(255, (count) => `${'!'.repeat(count)}failed`, /256 parts/);
  f(29, (count) => `${'('.repeat(count)}failed${')'.repeat(count)}`, /30 brackets/);
  f(50, (count) => `bytes in [${Array.from({ length: count }, () => 1).join()}]`, /50 elements/);
  f(4, (count) => Array.from({ length: count }, () => "method.re('a')").join('||'), /at most 4 `re\(\)`/);
  f(256, (count) => `method.re('[${'a'.repeat(Math.max(1, count - 2))}]')`, /at most 256 characters/);
  f(100, (count) => `method.re('a{${count}}')`, /at most 100 times/);
});
