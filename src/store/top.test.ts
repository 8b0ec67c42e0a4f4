import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity } from '../model/entity.ts';
import { topOf } from './top.ts';
import type { Consolidation } from './store.ts';

const window = { start: 0, end: 15_000, stepMs: 5000, askedStepMs: null, rows: 3 };
const reasons = new Uint8Array(3);

function column(id: string, ...values: number[]) {
  const entity = createEntity({ class: 'VM', id, source: 's', name: id, state: 'running' }, 0);
  return { entity, metric: 'm', cf: 'AVERAGE', values: Float64Array.from(values), reasons } as const;
}

const columns = [column('a', 1, NaN, 3), column('b', NaN, NaN, NaN), column('c', 4, 1, 1), column('d', 9, 9, 0)]; // prettier-ignore

test('topOf orders by the value of the window, and says how much of it is known', () => {
  const f = (cf: Consolidation, want: string): void => {
    const query = { class: 'VM', metric: 'm', start: 0, end: 15_000, cf, limit: 2 } as const;
    const { count, sum, rows } = topOf({ ...window, columns }, query);
    const told = rows.map(({ entity, value, known }) => `${entity.id}=${value}/${known.toFixed(2)}`);
    assert.equal(`${told.join(' ')} of ${count}, sum ${sum}`, want, cf);
  };
  f('AVERAGE', 'd=6/1.00 a=2/0.67 of 3, sum 10');
  f('MIN', 'a=1/0.67 c=1/1.00 of 3, sum 2');
  f('MAX', 'd=9/1.00 c=4/1.00 of 3, sum 16');
  f('LAST', 'a=3/0.67 c=1/1.00 of 3, sum 4');
});
