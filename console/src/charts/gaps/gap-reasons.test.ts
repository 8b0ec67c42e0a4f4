import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeGaps, reasonIn } from './gap-reasons.ts';

type Span = [start: number, end: number, code: string];
const plain = { began: 100, starts: [], step: 5, removedSince: null };

function f(gaps: Span[], want: Span[], known: Partial<Parameters<typeof mergeGaps>[1]> = {}): void {
  const got = mergeGaps(
    gaps.map(([start, end, code]) => ({ start, end, code })),
    { ...plain, ...known },
  );
  assert.deepEqual(
    got.map(({ start, end, code }) => [start, end, code]),
    want,
  );
}

test('mergeGaps() leaves gaps as a person would name them', () => {
  f([[200, 210, 'idle']], []);
  f([[200, 210, 'stuck']], [[200, 210, 'stuck']]);
  f(
    [
      [0, 100, 'not-collected'],
      [100, 105, 'first-sample'],
    ],
    [[0, 105, 'before-history']],
  );
  f(
    [
      [50, 90, 'not-collected'],
      [90, 100, 'not-collected'],
    ],
    [[50, 100, 'before-history']],
  );
  f(
    [
      [200, 210, 'before-history'],
      [210, 215, 'unexplained'],
      [220, 225, 'unexplained'],
    ],
    [
      [200, 215, 'before-history'],
      [220, 225, 'unexplained'],
    ],
  );
  f([[0, 95, 'before-history'], [95, 110, 'not-collected'], [110, 115, 'first-sample']], [[0, 115, 'before-history']]); // prettier-ignore
  f([[90, 95, 'first-sample'], [95, 100, 'not-collected']], [[90, 100, 'before-history']]); // prettier-ignore
  f([[90, 102, 'not-collected']], [[90, 102, 'before-history']], { starts: [99] });
  f([[200, 210, 'not-collected']], [[200, 210, 'not-collected']]);
  f([[200, 205, 'first-sample']], [[200, 205, 'first-sample']]);
});

test('mergeGaps() explains what was not collected by when virtscope started, and since when there is nothing', () => {
  const restarted = { began: 0, starts: [50, 261] };
  // The sample after the start belongs to the row that ends after it, or to the one that had just ended.
  f([[200, 260, 'not-collected']], [[200, 260, 'away']], restarted);
  f([[200, 262, 'not-collected']], [[200, 262, 'away']], restarted);
  f(
    [[200, 300, 'not-collected']],
    [
      [200, 261, 'away'],
      [261, 300, 'not-collected'],
    ],
    restarted,
  );
  f([[200, 255, 'not-collected']], [[200, 255, 'not-collected']], restarted);
  f([[265, 300, 'not-collected']], [[265, 300, 'not-collected']], restarted);
  f([[200, 260, 'stuck']], [[200, 260, 'stuck']], restarted);
  f(
    [
      [200, 300, 'not-collected'],
      [300, 310, 'gone'],
    ],
    [
      [200, 261, 'away'],
      [261, 310, 'gone'],
    ],
    { ...restarted, removedSince: 262 },
  );
  f([[200, 300, 'not-collected']], [[200, 300, 'gone']], { removedSince: 205 });
  f([[200, 300, 'not-collected']], [[200, 300, 'not-collected']], { removedSince: 305 });
});

test('reasonIn() has one reason for all rows of a gap, and their own for others', () => {
  const gaps = [
    { start: 100, end: 120, code: 'away' },
    { start: 120, end: 130, code: 'stuck' },
  ];
  const why = (time: number): string | null => reasonIn(gaps, time, 5, 'first-sample');
  assert.deepEqual([100, 105, 120, 125, 135].map(why), ['first-sample', 'away', 'away', 'stuck', 'first-sample']); // prettier-ignore
});
