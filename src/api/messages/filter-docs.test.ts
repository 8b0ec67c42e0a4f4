import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import { callOf } from '../../streams/fixture.ts';
import { compileFilter } from '../../streams/mod.ts';
import { messageFields } from './fields.ts';
import { contentsOf } from './view.ts';

const page = readFileSync(new URL('../../../docs/reference/filters.md', import.meta.url), 'utf8');
const [code = ''] = page.match(/(?<=```\n)[^`]+(?=```)/) ?? [];
/** The table of what can be written. */
const table = page.slice(page.indexOf('| written |'));
const rows = [...table.matchAll(/^\| (`.*`) \| /gm)].map(([, cell = '']) =>
  cell.replaceAll(String.raw`\|`, '|'),
);

test('every example of docs/reference/filters.md is a filter that is certain of a message', () => {
  const lines = code.trim().split('\n');
  const examples = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
  assert.deepEqual([lines.length, rows.length], [7, 15]);
  const message = { ...callOf('DOMAIN_GET_STATS'), sequence: 1, time: 1_767_225_600_000, payload: null };
  let found = 0;
  for (const text of [...lines, ...examples]) {
    const filter = compileFilter(text, messageFields);
    if (filter.matches(contentsOf(message))) found++;
    assert.equal(filter.errors, 0, text);
  }
  assert.ok(found > 10, `${found} are true of it`);
});

test('docs/reference/filters.md has the fields of messages', () => {
  const told = Object.entries(messageFields).map(
    ([name, { type, about }]) => `| \`${name}\` | ${type} | ${about} |\n`,
  );
  assert.ok(page.includes(`|---|---|---|\n${told.join('')}\n`), told.join(''));
});

test('its limits are those of the program', () => {
  const isRefused = (text: string): boolean => {
    try {
      compileFilter(text, messageFields);
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
  f(255, (count) => `${'!'.repeat(count)}true`, /256 parts/);
  f(29, (count) => `${'('.repeat(count)}true${')'.repeat(count)}`, /30 brackets/);
  f(50, (count) => `1 in [${Array.from({ length: count }, () => 1).join()}]`, /50 elements/);
  f(4, (count) => Array.from({ length: count }, () => "method.re('a')").join('||'), /at most 4 `re\(\)`/);
  f(256, (count) => `method.re('[${'a'.repeat(Math.max(1, count - 2))}]')`, /at most 256 characters/);
  f(100, (count) => `method.re('a{${count}}')`, /at most 100 times/);
});
