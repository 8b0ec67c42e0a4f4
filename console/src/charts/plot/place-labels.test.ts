import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLabels } from './place-labels.ts';

test('placeLabels() moves labels apart by a line at most, and leaves out what has no room', () => {
  const f = (heights: number[], want: (number | null)[]): void =>
    assert.deepEqual(placeLabels(heights, 100, 10), want);
  f([50, 20, 80], [45, 15, 75]);
  f([50, 52], [45, 55]);
  f([50, 51, 52, 53], [45, 55, null, null]);
  f([0, 100], [0, 90]);
  f([99, 100], [90, null]);
});
