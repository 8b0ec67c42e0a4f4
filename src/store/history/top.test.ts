import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../../lib/async/in-slices.ts';
import { createEntity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { Consolidation, HistoryColumn, Top } from '../interfaces/history-reader.ts';
import { topOf } from './top.ts';

const { notRunning, gone, stuck, notCollected } = Reason;

/** A column of values, and of reasons where they are given as text. */
function column(id: string, ...cells: (number | Reasons)[]): HistoryColumn {
  const entity = createEntity({ class: 'VM', id, source: 's', name: id, state: 'running' }, 0);
  const values = Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN));
  const reasons = Uint8Array.from(cells, (cell) => (typeof cell === 'number' ? 0 : cell.reason));
  return { entity, metric: 'm', cf: 'AVERAGE', values, reasons };
}

interface Reasons {
  readonly reason: number;
}
const [off, went, hangs, nothing] = [notRunning, gone, stuck, notCollected].map((reason) => ({ reason })) as [Reasons, Reasons, Reasons, Reasons]; // prettier-ignore

function rank(columns: HistoryColumn[], metric: string, cf: Consolidation = 'AVERAGE', since = 0): Top {
  const rows = columns[0]?.values.length ?? 0;
  const both = cf === 'AVERAGE' ? columns : columns.flatMap((each) => [each, each]);
  const history = { start: 0, end: rows * 5000, stepMs: 5000, askedStepMs: null, rows, columns: both };
  const sinceOf = ({ entity }: HistoryColumn): number => (entity.id === 'new' ? since : 0);
  return atOnce(topOf({ history, metric, cf, limit: 2, since: sinceOf }));
}

function textOf({ count, sum, rows }: Top): string {
  const each = rows.map(({ entity, value, known, share }) => `${entity.id}=${value} known ${known} share ${share}`); // prettier-ignore
  return `${each.join(', ')} of ${count}, sum ${sum}`;
}

test('topOf orders by the value of the window, and sums up what was used at one time', () => {
  const columns = [
    column('a', 1, hangs, 4, 1),
    column('b', hangs, hangs, hangs, hangs),
    column('c', 4, 4, 1, 1),
  ];
  const f = (cf: Consolidation, want: string): void => assert.equal(textOf(rank(columns, 'cpu.cores', cf)), want, cf); // prettier-ignore
  f('AVERAGE', 'c=2.5 known 1 share 0.625, a=2 known 0.75 share 0.375 of 2, sum 4');
  f('MIN', 'a=1 known 0.75 share 0.375, c=1 known 1 share 0.625 of 2, sum 2');
  f('MAX', 'a=4 known 0.75 share 0.375, c=4 known 1 share 0.625 of 2, sum 5');
  f('LAST', 'a=1 known 0.75 share 0.375, c=1 known 1 share 0.625 of 2, sum 2');
});

test('topOf counts what was off, gone or not there yet as using nothing', () => {
  const columns = [column('short', off, 8, went, went), column('long', 3, 3, 3, 3)];
  assert.equal(textOf(rank(columns, 'cpu.cores')), 'long=3 known 1 share 0.6, short=2 known 1 share 0.4 of 2, sum 5'); // prettier-ignore
  const young = [column('new', nothing, nothing, nothing, 8), column('long', 3, 3, 3, 3)];
  assert.equal(textOf(rank(young, 'cpu.cores', 'AVERAGE', 15_000)), 'long=3 known 1 share 0.6, new=2 known 1 share 0.4 of 2, sum 5'); // prettier-ignore
  assert.equal(textOf(rank([column('off', off, off)], 'cpu.cores')), 'off=0 known 1 share null of 1, sum 0');
});

test('topOf knows nothing of rows in which nothing was read', () => {
  const columns = [column('new', nothing, nothing, 4), column('long', nothing, 2, 2)];
  assert.equal(textOf(rank(columns, 'cpu.cores', 'AVERAGE', 10_000)), `long=2 known ${2 / 3} share 0.5, new=2 known ${2 / 3} share 0.5 of 2, sum 4`); // prettier-ignore
});

test('topOf has no latency of what does not run', () => {
  const columns = [column('a', off, 0.25, 0.75), column('b', off, off, off)];
  assert.equal(textOf(rank(columns, 'disk.read.latency')), `a=0.5 known ${2 / 3} share 1 of 1, sum 0.5`);
});
