import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArchiveInfo } from '../../../store/mod.ts';
import { choose, type Wanted } from './selection.ts';

const newestMs = 1_800_000_000_000;
const three = ['AVERAGE', 'MIN', 'MAX'] as const;
function archivesOf(spans: readonly (readonly [step: number, rows: number])[]): ArchiveInfo[] {
  return spans.map(([step, rows], i) => {
    return { stepMs: step * 1000, rows, cfs: i === 0 ? ['AVERAGE'] : three, oldest: null, newest: null };
  });
}
/** XAPI's own archives, and those that are kept by default. */
const archives = archivesOf([[5, 120], [60, 120], [3600, 168], [86_400, 366]]); // prettier-ignore
const longer = archivesOf([[5, 720], [60, 2880], [600, 4464], [3600, 8784], [86_400, 366]]); // prettier-ignore

test('choose raises the step until the rows reach back to the start, as XAPI does', () => {
  const f = (ago: number, wanted: Partial<Wanted>, stepSeconds: number): void => {
    const query = { startMs: newestMs - ago * 1000, intervalMs: 0, cf: 'AVERAGE', ...wanted } as const;
    for (const kept of [archives, longer]) {
      assert.equal(choose(kept, query, newestMs)?.stepMs, stepSeconds * 1000, `${ago} ${stepSeconds}`);
    }
  };
  f(0, {}, 5);
  f(595, {}, 5);
  f(600, {}, 60);
  f(599.9, {}, 5);
  f(7200, {}, 3600);
  f(7200 - 60, { intervalMs: 60_000 }, 60);
  f(10, { intervalMs: 9999 }, 5);
  f(10, { intervalMs: 10_000 }, 60);
  f(10, { intervalMs: 70_000 }, 3600);
  f(10, { cf: 'MAX' }, 60);
  f(10, { cf: null }, 5);
  f(604_800, {}, 86_400);
  f(1e9, {}, 86_400);
  f(10, { intervalMs: 100_000_000 }, 172_800);
});

test('choose gives rows of a length that XAPI lacks to a client that asks for it, or where no longer ones are kept', () => {
  const f = (kept: readonly ArchiveInfo[], ago: number, interval: number, stepSeconds: number): void => {
    const query = { startMs: newestMs - ago * 1000, intervalMs: interval * 1000, cf: 'AVERAGE' } as const;
    assert.equal(choose(kept, query, newestMs)?.stepMs, stepSeconds * 1000, `${ago} ${interval}`);
  };
  f(longer, 86_400, 600, 600);
  f(longer, 86_400, 604, 600);
  f(longer, 86_400, 599, 3600);
  f(longer, 86_400, 605, 3600);
  f(longer.slice(0, 3), 86_400 * 3, 0, 600);
  f(longer.slice(0, 1), 3000, 0, 5);
});

test('choose takes every function there is unless one is named, and nothing where that is not kept', () => {
  const wanted = { startMs: newestMs - 3000_000, intervalMs: 0 };
  assert.deepEqual(choose(archives, { ...wanted, cf: null }, newestMs)?.cfs, three);
  assert.deepEqual(choose(archives, { ...wanted, cf: 'MIN' }, newestMs)?.cfs, ['MIN']);
  assert.equal(choose(archives, { ...wanted, cf: 'LAST' }, newestMs), null);
});

test('choose has rows put together where only fine ones are kept', () => {
  const wanted = { startMs: newestMs - 100_000, intervalMs: 60_000, cf: 'AVERAGE' } as const;
  assert.deepEqual(choose(archives.slice(0, 1), wanted, newestMs), {
    stepMs: 60_000,
    rows: 10,
    cfs: ['AVERAGE'],
  });
});
