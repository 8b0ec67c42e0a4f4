import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSelector } from './mod.ts';
import { accepting, type Rows } from './rows.ts';

const table: Rows = {
  time: 10_000,
  ids: ['aa1', 'bb2', 'cc3', 'dd4'],
  names: ['web10', 'web9', 'DB', 'old'],
  states: ['running', 'running', 'paused', 'shutoff'],
  hosts: ['h1', 'h1', 'h2', null],
  sources: ['s', 's', 's', 's'],
  facts: { tags: [['prod'], ['test'], ['prod', 'db'], null], started: [9000, 100, 9990, null] },
  conditions: [null, { kind: 'stuck' }, null, null],
  columns: { 'cpu.usage': [0.9, null, 0.2, 0] },
};

test('accepting() matches the rows of a table: words, states, hosts by name, numbers, tags, ages', () => {
  const f = (text: string, want: string): void => {
    const accept = accepting(table, parseSelector(text), new Map([['h1', 'rack one']]));
    assert.equal(table.names.filter((_, row) => accept(row)).join(' '), want, text);
  };
  f('', 'web10 web9 DB old');
  f('WEB', 'web10 web9');
  f('web 1', 'web10');
  f('cc3', 'DB');
  f('is:red', 'web9');
  f('is:off', 'old');
  f('is:paused', 'DB');
  f('host:"rack one"', 'web10 web9');
  f('cpu>80%', 'web10');
  f('-cpu>80%', 'DB old');
  f('tag:prod and not tag:db', 'web10');
  f('uptime<1min', 'DB');
  f('uptime>1h', 'web9');
});
