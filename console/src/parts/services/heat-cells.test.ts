import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatCells, heatRows } from './heat-cells.ts';

const latency = { count: 1, p50: 0, p90: 0, p99: 0, max: 0 };
const window = { start: 0, end: 60, columns: 6 };
const interval = (end: number, ...buckets: [number, number][]) => ({
  ...latency,
  start: end - 5,
  end,
  buckets,
});

test('a cell has the share of the calls of its column that took about as long', () => {
  const cells = heatCells([interval(5, [0.001, 3]), interval(9, [0.25, 1]), interval(40, [0.25, 7])], window);
  const [fast, slow] = [2, 5];
  assert.deepEqual(cells, [
    { column: 0, row: fast, share: 0.75 },
    { column: 0, row: slow, share: 0.25 },
    { column: 4, row: slow, share: 1 },
  ]);
});

test('what is faster or slower than all rows is in the first or last, what ends with the window in its last column', () => {
  const cells = heatCells([interval(60, [1e-6, 1], [1000, 1])], window);
  assert.deepEqual(
    cells.map(({ column, row }) => [column, row]),
    [
      [5, 0],
      [5, heatRows - 1],
    ],
  );
});

test('a row ends at four times the end of the one before', () => {
  const rowsOf = (...bounds: number[]): number[] =>
    heatCells([interval(5, ...bounds.map((bound): [number, number] => [bound, 1]))], window).map(
      ({ row }) => row,
    );
  assert.deepEqual(rowsOf(2 ** -12, 2 ** -10, 2 ** -8, 1, 4), [0, 1, 2, 6, 7]);
});
