import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, fromHistory, fromSeries, gapsOf, join, rowEnd, type Columns } from './columns.ts';

const answer = (
  start: number,
  cpu: (number | null)[],
  gaps: { start: number; end: number; code: string }[] = [],
) =>
  fromHistory({
    start,
    end: start + cpu.length * 5,
    step: 5,
    columns: { 'cpu.usage': cpu },
    gaps: gaps.map((gap) => ({ ...gap, reason: '', metrics: ['cpu.usage'] })),
  });
const cpu = (columns: Columns) =>
  columns.byMetric.get('cpu.usage') ?? { values: [], reasons: [], band: null };

test('fromHistory() dates each row by the end of its interval and lays the reasons over the nulls', () => {
  const columns = answer(100, [0.1, null, null, 0.4], [{ start: 105, end: 115, code: 'monitor-busy' }]);
  assert.deepEqual(columns.times, [105, 110, 115, 120]);
  assert.deepEqual(cpu(columns).reasons, [null, 'monitor-busy', 'monitor-busy', null]);
});

test('fromHistory() gives "not collected" where the answer has no reason', () => {
  assert.deepEqual(cpu(answer(100, [null, 1])).reasons, ['not-collected', null]);
});

test('append() leaves unknown rows for the intervals without an event', () => {
  const columns = answer(100, [0.1, 0.2]);
  append(columns, 125.3, { 'cpu.usage': 0.5 }, {}, 600);
  assert.deepEqual(columns.times, [105, 110, 115, 120, 125]);
  assert.deepEqual(cpu(columns).values, [0.1, 0.2, null, null, 0.5]);
  assert.deepEqual(cpu(columns).reasons, [null, null, 'not-collected', 'not-collected', null]);
});

test('append() keeps the first of two samples of one interval, and what only the second has', () => {
  const columns = answer(100, [0.1]);
  append(columns, 110.1, { 'cpu.usage': 0.2 }, {}, 600);
  append(columns, 113, { 'cpu.usage': null, 'cpu.steal': 0 }, { 'cpu.usage': 'stuck' }, 600);
  assert.deepEqual(columns.times, [105, 110]);
  assert.deepEqual(cpu(columns).values, [0.1, 0.2]);
  assert.deepEqual(cpu(columns).reasons, [null, null]);
  assert.deepEqual(columns.byMetric.get('cpu.steal')?.values, [null, 0]);
});

test('fromHistory() keeps the notes on missing rows, for newer rows too; none without notes', () => {
  const plain = { start: 0, end: 5, step: 5, columns: { 'cpu.usage': [1] }, gaps: [] };
  assert.deepEqual(fromHistory(plain).notes, []);
  const noted = fromHistory({ ...plain, notes: ['Rows before 2026 may be missing'] });
  join(noted, fromHistory({ ...plain, start: 5, end: 10 }), 600);
  assert.deepEqual(noted.notes, ['Rows before 2026 may be missing']);
});

test('append() takes in a metric that appears later, and forgets what is older than it keeps', () => {
  const columns = answer(100, [0.1, 0.2, 0.3]);
  append(columns, 120, { 'cpu.usage': 0.4, 'disk.vdb.read.bytes': 7 }, {}, 10);
  assert.deepEqual(columns.times, [115, 120]);
  assert.deepEqual(columns.byMetric.get('disk.vdb.read.bytes')?.values, [null, 7]);
});

test('append() starts an empty history', () => {
  const columns: Columns = { step: 5, stepAsked: null, times: [], byMetric: new Map(), notes: [] };
  append(columns, 15.2, { 'cpu.usage': 1 }, {}, 600);
  assert.deepEqual([columns.times, cpu(columns).values], [[15], [1]]);
});

test('join() fills what was missed and corrects what was unknown', () => {
  const columns = answer(100, [0.1, null]);
  join(columns, answer(105, [0.2, 0.3]), 600);
  assert.deepEqual(columns.times, [105, 110, 115]);
  assert.deepEqual(cpu(columns).values, [0.1, 0.2, 0.3]);
});

test('rowEnd() is the end of the interval before the sample, early timers allowed for', () => {
  assert.deepEqual([rowEnd(10, 5), rowEnd(10.2, 5), rowEnd(14.4, 5), rowEnd(14.6, 5)], [10, 10, 10, 15]);
});

test('gapsOf() joins rows in which all columns are unknown, and splits by reason', () => {
  const columns = answer(100, [null, null, null, 0.4, null], [{ start: 105, end: 115, code: 'stuck' }]);
  assert.deepEqual(gapsOf(columns, [cpu(columns)], 100, 130), [
    { start: 100, end: 105, code: 'not-collected' },
    { start: 105, end: 115, code: 'stuck' },
    { start: 120, end: 125, code: 'not-collected' },
  ]);
  const known = { values: [1, 1, 1, 1, 1], reasons: [null, null, null, null, null], band: null };
  assert.deepEqual(gapsOf(columns, [cpu(columns), known], 100, 130), []);
  assert.deepEqual(gapsOf(columns, [cpu(columns)], 106, 110), [{ start: 105, end: 110, code: 'stuck' }]);
});

test('join() carries the band, and leaves it unknown where rows were missed', () => {
  const banded = (start: number, low: number[], high: number[]): Columns =>
    fromHistory({
      start,
      end: start + low.length * 60,
      step: 60,
      columns: { 'cpu.usage': low.map(() => 0.5) },
      bands: { MIN: { 'cpu.usage': low }, MAX: { 'cpu.usage': high } },
      gaps: [],
    });
  const columns = banded(0, [0.1, 0.2], [0.8, 0.9]);
  join(columns, banded(180, [0.3], [0.7]), 200);
  assert.deepEqual(columns.times, [60, 120, 180, 240]);
  assert.deepEqual(cpu(columns).band, { low: [0.1, 0.2, null, 0.3], high: [0.8, 0.9, null, 0.7] });
  join(columns, banded(240, [0.4], [0.6]), 120);
  assert.deepEqual(cpu(columns).band, { low: [0.3, 0.4], high: [0.7, 0.6] });
});

test('series of several entities have the reasons of their own gaps; what has none is unexplained', () => {
  const gap = { start: 10, end: 20, reason: 'QEMU does not answer', code: 'stuck' };
  const { byMetric } = fromSeries({
    start: 0,
    end: 30,
    step: 10,
    series: [
      { id: 'a', metric: 'cpu.usage', cf: 'AVERAGE', data: [1, null, 3], gaps: [gap] },
      { id: 'a', metric: 'cpu.usage', cf: 'MAX', data: [1, null, 3] },
      { id: 'b', metric: 'cpu.usage', cf: 'AVERAGE', data: [null, 2, null] },
    ],
  });
  assert.deepEqual(byMetric.get('a/cpu.usage')?.reasons, [null, 'stuck', null]);
  assert.deepEqual(byMetric.get('b/cpu.usage')?.reasons, ['unexplained', null, 'unexplained']);
});

test('fromHistory() makes a column without values of a metric that has only a gap', () => {
  const gap = { start: 0, end: 10, reason: 'the machine is not running', code: 'not-running', metrics: ['cpu.usage'] }; // prettier-ignore
  const columns = fromHistory({ start: 0, end: 10, step: 5, columns: {}, gaps: [gap] });
  assert.deepEqual(columns.times, [5, 10]);
  assert.deepEqual(columns.byMetric.get('cpu.usage')?.values, [null, null]);
  append(columns, 15, {}, {}, 600);
  assert.deepEqual(gapsOf(columns, [columns.byMetric.get('cpu.usage')], 0, 15), [
    { start: 0, end: 15, code: 'not-running' },
  ]);
});
