import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FRAME_HEADER } from './frame.ts';
import { Layout, layoutFrame, readLayout } from './layout.ts';

describe('Layout', () => {
  it('tells where each series was when a column changes hands', () => {
    const layout = new Layout();
    layout.assign(10, [
      { column: 0, id: 1 },
      { column: 1, id: 2 },
    ]);
    layout.assign(15, [{ column: 0, id: 3 }]);
    layout.assign(20, [{ column: 70, id: 1 }]);
    assert.deepEqual(layout.segments(1), [
      { column: 0, from: 10, to: 15 },
      { column: 70, from: 20, to: Infinity },
    ]);
    assert.deepEqual(layout.segments(3), [{ column: 0, from: 15, to: Infinity }]);
    assert.deepEqual([...layout.series()], [1, 2, 3]);
    assert.deepEqual(layout.segments(9), []);
  });

  it('tells where a series moved while its column went to another', () => {
    const layout = new Layout();
    layout.assign(1, [{ column: 9, id: 1 }]);
    layout.assign(5, [
      { column: 2, id: 1 },
      { column: 9, id: 4 },
    ]);
    assert.deepEqual(layout.segments(1), [
      { column: 9, from: 1, to: 5 },
      { column: 2, from: 5, to: Infinity },
    ]);
  });

  it('becomes another by its changes, through a frame', () => {
    const layout = new Layout();
    layout.assign(0, [{ column: 1, id: 7 }]);
    const ids = Uint32Array.of(5, 7, 0, 9);
    const frame = layoutFrame(layout.changesTo(ids, 4));
    const changes = readLayout(new DataView(frame.buffer, FRAME_HEADER));
    assert.deepEqual(changes, [
      { column: 0, id: 5 },
      { column: 3, id: 9 },
    ]);
    layout.assign(1, changes);
    assert.deepEqual(layout.changesTo(ids, 4), []);
  });
});
