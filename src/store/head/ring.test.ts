import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../../lib/async/in-slices.ts';
import { createEntity } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { Ring } from './ring.ts';

test('Ring has no rows from before the clock went back where newer rows took their places', () => {
  const series = new SeriesTable();
  const slot = series.slot(
    createEntity({ class: 'VM', id: 'a', source: 's', name: 'a', state: 'running' }, 0),
    'm',
  );
  const ring = new Ring(series, 4, 5000);
  const f = (indexes: readonly number[], want: number): void => {
    for (const index of indexes) {
      const [values, reasons] = [new Float64Array([index]), new Uint8Array(1)];
      atOnce(
        ring.append({
          source: 's',
          time: index * 5000,
          rowEndMs: index * 5000,
          intervalMs: 5000,
          durationMs: 1,
          complete: [],
          series,
          values,
          reasons,
        }),
      );
    }
    assert.deepEqual([ring.oldest, ring.oldestOf(slot)], [want, want]);
  };
  f([10, 11, 12, 13, 14, 15], 12);
  f([14], 12);
  f([7], 7);
  f([8, 9], 7);
});
