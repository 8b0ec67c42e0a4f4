import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { FRAME_HEADER } from './frame.ts';
import { atOnce } from '../../steps.ts';
import { ColumnMap, columnMapFrame, readColumnMap } from './column-map.ts';

describe('ColumnMap', () => {
  it('gives the column that each series had when a column is given to another series', () => {
    const columnMap = new ColumnMap();
    atOnce(columnMap.assign(10, Uint32Array.of(0, 1, 1, 2)));
    atOnce(columnMap.assign(15, Uint32Array.of(0, 3)));
    atOnce(columnMap.assign(20, Uint32Array.of(70, 1)));
    assert.deepEqual(columnMap.spans(1), [
      { column: 0, from: 10, to: 15 },
      { column: 70, from: 20, to: Infinity },
    ]);
    assert.deepEqual(columnMap.spans(3), [{ column: 0, from: 15, to: Infinity }]);
    assert.deepEqual([...atOnce(columnMap.series())], [1, 2, 3]);
    assert.deepEqual(columnMap.spans(9), []);
  });

  it('keeps what many columns become at once, and what each of them becomes later', () => {
    const columnMap = new ColumnMap();
    const many = 3000;
    atOnce(columnMap.assign(10, Uint32Array.of(0, 5000)));
    const changes = Uint32Array.from({ length: 2 * many }, (_, i) => (i % 2 === 0 ? i / 2 : 1 + (i - 1) / 2));
    atOnce(columnMap.assign(12, changes));
    atOnce(columnMap.assign(15, Uint32Array.of(7, 6000, 8, 0)));
    atOnce(columnMap.assign(17, Uint32Array.of(8, 8, 9, 9000)));
    assert.deepEqual(columnMap.spans(5000), [{ column: 0, from: 10, to: 12 }]);
    assert.deepEqual(columnMap.spans(1), [{ column: 0, from: 12, to: Infinity }]);
    assert.deepEqual(columnMap.spans(8), [
      { column: 7, from: 12, to: 15 },
      { column: 8, from: 17, to: Infinity },
    ]);
    assert.deepEqual(columnMap.spans(9), [{ column: 8, from: 12, to: 15 }]);
    assert.deepEqual(columnMap.spans(6000), [{ column: 7, from: 15, to: Infinity }]);
    const ids = [...Array.from({ length: many }, (_, i) => i + 1), 5000, 6000, 9000];
    assert.deepEqual([...atOnce(columnMap.series())], ids);
  });

  it('gives the column of every series though they move in every way, and becomes another map by its changes', () => {
    const columns = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(columns, { minLength: 1, maxLength: 12 }), (steps) => {
        const columnMap = new ColumnMap();
        const width = 7;
        const all = steps.map((ids, row) => {
          const padded = Uint32Array.from({ length: width }, (_, column) => ids[column] ?? 0);
          const frame = columnMapFrame(atOnce(columnMap.changesTo(padded, width)));
          atOnce(columnMap.assign(row, readColumnMap(new DataView(frame.buffer, FRAME_HEADER))!));
          assert.deepEqual(atOnce(columnMap.changesTo(padded, width)), new Uint32Array());
          return padded;
        });
        for (const [row, ids] of all.entries()) {
          for (let id = 1; id <= 9; id += 1) {
            const now = columnMap.spans(id).filter(({ from, to }) => from <= row && row < to);
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
