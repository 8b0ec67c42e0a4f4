import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCursor } from './cursor.ts';

test('a text that no cursor has is refused with its beginning', () => {
  for (const text of [
    '',
    '7',
    '0123456789ab',
    '0123456789ab--1',
    '0123456789AB-1',
    `0123456789ab-${'9'.repeat(16)}`,
  ])
    assert.throws(() => parseCursor(text), { code: 'CURSOR_INVALID' }, text);
  assert.throws(() => parseCursor('x'.repeat(1000)), /from "x{40}"/);
});
