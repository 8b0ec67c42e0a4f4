import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gap } from '../columns.ts';
import { told } from './told.ts';

test('told() tells gaps as a person would', () => {
  const f = (gaps: [start: number, end: number, code: string][], want: [number, number, string][]): void => {
    const got = told(
      gaps.map(([start, end, code]): Gap => ({ start, end, code })),
      100,
    );
    assert.deepEqual(
      got.map(({ start, end, code }) => [start, end, code]),
      want,
    );
  };
  f([[200, 210, 'idle']], []);
  f([[200, 210, 'stuck']], [[200, 210, 'stuck']]);
  f(
    [
      [0, 100, 'not-collected'],
      [100, 105, 'first-sample'],
    ],
    [[0, 105, 'before-start']],
  );
  f(
    [
      [50, 90, 'not-collected'],
      [90, 100, 'not-collected'],
    ],
    [[50, 100, 'before-start']],
  );
  f(
    [
      [200, 210, 'before-history'],
      [210, 215, 'untold'],
      [220, 225, 'untold'],
    ],
    [
      [200, 215, 'before-history'],
      [220, 225, 'untold'],
    ],
  );
  f([[200, 210, 'not-collected']], [[200, 210, 'not-collected']]);
  f([[200, 205, 'first-sample']], [[200, 205, 'first-sample']]);
});
