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

/** XAPI's archives of a history that began so long ago. */
const xapi = [[5 * second, 120], [minute, 120], [hour, 168], [day, 366]] as const; // prettier-ignore
/** The default archives. */
const longer = [[5 * second, 720], [minute, 2880], [10 * minute, 4464], [hour, 8784], [day, 366]] as const; // prettier-ignore

function since(
  age: number,
  spans: readonly (readonly [stepMs: number, rows: number])[] = xapi,
): ArchiveInfo[] {
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

test('selectArchive takes ten minutes for a month, and the finest that reach back without a step', () => {
  const f = (back: number, stepMs: number | undefined, want: number, age = 366 * day): void => {
    const { rowMs } = selectArchive(since(age, longer), { start: now - back, stepMs, cfs: bands });
    assert.equal(rowMs, want, `${back} ${stepMs}`);
  };
  f(hour, undefined, 5 * second);
  f(2 * hour, undefined, minute);
  f(2 * day, undefined, minute);
  f(7 * day, undefined, 10 * minute);
  f(7 * day, 30 * minute, 10 * minute);
  f(31 * day, 40 * minute, 10 * minute);
  f(31 * day, hour, hour);
  f(32 * day, undefined, hour);
  f(300 * day, 2 * hour, hour);
  f(300 * day, 8 * hour, hour);
  f(300 * day, day, day);
  f(300 * day, undefined, minute, 2 * day - minute);
});

test('selectArchive looks behind archives that were made longer, or are new, until they have all there is', () => {
  const f = (elapsed: number, back: number, stepMs: number | undefined, want: number): void => {
    // Rows of earlier archives that were full, of which none was lost in the time since there is room for more.
    const kept = longer.map(([rowMs, rows]) => {
      const [, before] = xapi.find(([each]) => each === rowMs) ?? [rowMs, (2 * hour) / rowMs];
      const held = Math.min(rows, before + elapsed / rowMs);
      return { stepMs: rowMs, rows, cfs: bands, oldest: now - (held - 1) * rowMs, newest: now };
    });
    const { rowMs } = selectArchive(kept, { start: now - back, stepMs, cfs: bands });
    assert.equal(rowMs, want, `${elapsed} ${back} ${stepMs}`);
  };
  f(0, 10 * minute, undefined, 5 * second);
  f(0, 20 * minute, undefined, minute);
  f(0, 20 * minute, 10 * minute, 10 * minute);
  f(0, 3 * hour, undefined, hour);
  f(0, 7 * day, undefined, hour);
  f(0, 8 * day, undefined, day);
  f(0, 9 * 366 * day, undefined, day);
  f(day, day, undefined, minute);
  f(day, 3 * day, undefined, hour);
  f(10 * day, 10 * day, undefined, 10 * minute);
});
