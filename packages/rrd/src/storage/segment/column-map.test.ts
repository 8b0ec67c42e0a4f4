import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FRAME_HEADER } from './frame.ts';
import { atOnce } from '../../steps.ts';
import { Layout, layoutFrame, readLayout } from './column-map.ts';

describe('Layout', () => {
  it('tells where each series was when a column changes hands', () => {
    const layout = new Layout();
    atOnce(layout.assign(10, Uint32Array.of(0, 1, 1, 2)));
    atOnce(layout.assign(15, Uint32Array.of(0, 3)));
    atOnce(layout.assign(20, Uint32Array.of(70, 1)));
    assert.deepEqual(layout.segments(1), [
      { column: 0, from: 10, to: 15 },
      { column: 70, from: 20, to: Infinity },
    ]);
    assert.deepEqual(layout.segments(3), [{ column: 0, from: 15, to: Infinity }]);
    assert.deepEqual([...atOnce(layout.series())], [1, 2, 3]);
    assert.deepEqual(layout.segments(9), []);
  });

  it('tells where every series was though they move in every way, and becomes another by its changes', () => {
    const columns = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(columns, { minLength: 1, maxLength: 12 }), (steps) => {
        const layout = new Layout();
        const width = 7;
        const all = steps.map((ids, row) => {
          const padded = Uint32Array.from({ length: width }, (_, column) => ids[column] ?? 0);
          const frame = layoutFrame(atOnce(layout.changesTo(padded, width)));
          atOnce(layout.assign(row, readLayout(new DataView(frame.buffer, FRAME_HEADER))!));
          assert.deepEqual(atOnce(layout.changesTo(padded, width)), new Uint32Array());
          return padded;
        });
        for (const [row, ids] of all.entries()) {
          for (let id = 1; id <= 9; id += 1) {
            const now = layout.segments(id).filter(({ from, to }) => from <= row && row < to);
            const column = ids.indexOf(id);
            assert.deepEqual(
              now.map((each) => each.column),
              column < 0 ? [] : [column],
            );
          }
        }
      }),
    );
  });
});
