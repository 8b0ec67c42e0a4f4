import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArchiveInfo, Consolidation } from '../interfaces/history-reader.ts';
import { selectArchive } from './select-archive.ts';

const second = 1000;
const [minute, hour, day] = [60 * second, 3600 * second, 86_400 * second];
const now = 400 * day;
const bands = ['AVERAGE', 'MIN', 'MAX'] as const;

function archive(stepMs: number, rows: number, begin: number): ArchiveInfo {
  const oldest = Math.max(Math.ceil(begin / stepMs) * stepMs + stepMs, now - (rows - 1) * stepMs);
  const isHeld = oldest <= now;
  const cfs = stepMs === 5 * second ? (['AVERAGE', 'MIN', 'MAX', 'LAST'] as const) : bands;
  return { stepMs, rows, cfs, oldest: isHeld ? oldest : null, newest: isHeld ? now : null };
}

/** The default archives of a history that began so long ago. */
function since(age: number): ArchiveInfo[] {
  const spans = [[5 * second, 120], [minute, 120], [hour, 168], [day, 366]] as const; // prettier-ignore
  return spans.map(([stepMs, rows]) => archive(stepMs, rows, now - age));
}

test('selectArchive takes the coarsest rows that are fine enough, or gives the step that was asked', () => {
  const f = (
    age: number,
    back: number,
    stepMs: number | undefined,
    want: string,
    cfs: readonly Consolidation[] = bands,
  ): void => {
    // prettier-ignore
    const { rowMs, factor, askedStepMs } = selectArchive(since(age), { start: now - back, stepMs, cfs });
    const chosen = `${rowMs / second}x${factor}${askedStepMs === null ? '' : `, asked ${askedStepMs / second}`}`;
    assert.equal(chosen, want, `${age} ${back} ${stepMs}`);
  };
  const year = 366 * day;
  f(year, 10 * minute, undefined, '5x1');
  f(year, 11 * minute, undefined, '60x1');
  f(year, 2 * hour, undefined, '60x1');
  f(year, 7 * day, undefined, '3600x1');
  f(year, 300 * day, undefined, '86400x1');
  f(year, 9 * year, undefined, '86400x1');
  f(year, 10 * minute, 5 * second, '5x1');
  f(year, 10 * minute, 12 * second, '5x3');
  f(year, 10 * minute, 90 * second, '60x2');
  f(year, hour, 5 * second, '60x1, asked 5');
  f(year, day, 10 * minute, '3600x1, asked 600');
  f(year, day, 6 * hour, '3600x6');
  f(year, hour, undefined, '5x1', ['LAST']);
  // A young history begins later than was asked for, and is no reason for coarse rows.
  f(minute, year, undefined, '5x1');
  f(hour, year, undefined, '60x1');
  f(hour, year, hour, '3600x1');
  f(40 * minute, year, hour, '60x60');
  f(5 * minute + 5 * second, year, undefined, '5x1');
  f(0, year, undefined, '5x1');
  f(0, year, hour, '5x720');
});
