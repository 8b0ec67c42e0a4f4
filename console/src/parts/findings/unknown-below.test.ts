import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { unknownBelow } from './unknown-below.ts';

const kinds = ['unreachable', 'unreachable', 'busy', 'unreachable', null] as const;
const table = {
  sources: ['a', 'a', 'a', 'b', 'b'],
  conditions: kinds.map((kind) => kind && { kind, since: 0, age: 0, atLeast: false, reason: kind }),
} as unknown as Table;

test('unknownBelow() counts the machines of a source that cannot be read', () => {
  assert.equal(unknownBelow(table, 'a'), 'Its 2 machines are unknown until it answers.');
  assert.equal(unknownBelow(table, 'b'), 'Its machine is unknown until it answers.');
  assert.equal(unknownBelow(table, 'c'), '');
  assert.equal(unknownBelow(null, 'a'), '');
});
