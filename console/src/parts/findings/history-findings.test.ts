import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyFindings } from './history-findings.ts';

interface Given {
  kind?: string;
  reason?: string;
  pendingRows?: number;
  droppedRows?: number;
}

test('historyFindings() gives what prevents the keeping of history, and what that costs', () => {
  const f = (given: Given, kept: boolean, want: [string, string] | null): void => {
    const { kind, reason = '', pendingRows = 0, droppedRows = 0 } = given;
    const condition = kind === undefined ? null : { kind, reason, since: 7, atLeast: false, age: 3 };
    const found = historyFindings({
      kept,
      directory: null,
      condition,
      pendingRows,
      droppedRows,
      repairs: [],
      archives: {},
    });
    assert.deepEqual(
      found,
      want ? [{ light: want[0], subject: 'History', uri: null, text: want[1], since: 7 }] : [],
    );
  };
  f({ pendingRows: 1 }, true, null);
  f({}, false, null);
  f({ kind: 'disk-full', reason: 'no space left', pendingRows: 12, droppedRows: 1 }, true, [
    'red',
    'Its disk is full. No space left. Rows that wait in memory: 12. Rows lost: 1.',
  ]);
  f({ kind: 'read-only', reason: 'history is not kept: EROFS' }, false, [
    'red',
    'Its directory cannot be written to. History is not kept: EROFS. What is shown is in memory only and ends with this run of virtscope.',
  ]);
  f({ kind: 'clock-behind' }, true, [
    'amber',
    'The clock is behind; rows are kept again when it is right, or after a minute if it stays as it is.',
  ]);
  f({ kind: 'of-tomorrow' }, true, ['red', 'Of tomorrow.']);
  assert.deepEqual(historyFindings(undefined), []);
});
