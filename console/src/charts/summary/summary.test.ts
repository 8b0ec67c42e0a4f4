import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '../../../../src/api/wire/status.ts';
import { status } from '../../data/status.ts';
import { fromHistory } from '../../data/columns.ts';
import type { Line } from '../specs.ts';
import { summarise } from './summary.ts';

const line: Line = { metric: 'cpu.usage', label: 'used', colour: 'cpu', style: 'area' };
const start = Date.UTC(2026, 10, 2, 9, 0, 0) / 1000;

function f(
  values: (number | null)[],
  gaps: { start: number; end: number; code: string }[],
  want: string,
): void {
  const end = start + values.length * 5;
  const columns = fromHistory({ start, end, step: 5, columns: { 'cpu.usage': values }, gaps: [] });
  const got = summarise('CPU', [line], columns, { gaps, source: null }, start, end);
  assert.equal(got.replaceAll('\u00a0', ' '), want);
}

test('summarise() describes the course of a line', () => {
  f(
    Array.from({ length: 12 }, (_, i) => 0.4 + i * 0.02),
    [],
    'CPU: used 62 %, rising from 41 % in 1 min.',
  );
  f(
    Array.from({ length: 12 }, () => 0.4),
    [],
    'CPU: used 40 %, steady.',
  );
  f(
    [0.1, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    [],
    'CPU: used 10 %, steady, peak 90 % at 09:00:25.',
  );
  f([0.1, 0.2], [], 'CPU: used 20 %.');
});

test('summarise() gives what is unknown, since when and why', () => {
  status.value = { sentences: { stuck: 'it does not answer' }, sources: [] } as unknown as Status;
  f(
    [0.1, 0.2, null, null],
    [{ start: start + 10, end: start + 20, code: 'stuck' }],
    'CPU: used unknown, last 20 % at 09:00:10; gap 09:00:10–09:00:20 it does not answer.',
  );
  f([null, null], [], 'CPU: used unknown.');
});

test('summarise() states that nothing is known where the metric does not exist', () => {
  const columns = fromHistory({ start, end: start + 5, step: 5, columns: {}, gaps: [] });
  assert.equal(
    summarise('CPU', [line], columns, { gaps: [], source: null }, start, start + 5),
    'CPU: nothing is known.',
  );
});
