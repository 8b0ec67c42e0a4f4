import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ArchiveInfo, HistoryQuery } from '../../store/mod.ts';
import { planJoin } from './join-plan.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const now = 1_800_000_000_000 + 10 * hour + 17 * minute + 35 * second;

/** The default archives after so much time. */
function archives(age: number): ArchiveInfo[] {
  return [
    [5 * second, 120],
    [minute, 120],
    [hour, 168],
    [day, 366],
  ].map(([stepMs = 0, rows = 0]) => {
    const newest = Math.floor(now / stepMs) * stepMs;
    const oldest = Math.max(newest - (rows - 1) * stepMs, Math.ceil((now - age) / stepMs) * stepMs);
    const cfs = ['AVERAGE', 'MIN', 'MAX'] as const;
    const isSome = oldest <= newest;
    return { stepMs, rows, cfs, oldest: isSome ? oldest : null, newest: isSome ? newest : null };
  });
}

type ArchiveRequest = Pick<HistoryQuery, 'start' | 'end'> & Partial<HistoryQuery>;

function plan(age: number, wish: ArchiveRequest): ReturnType<typeof planJoin> {
  return planJoin(archives(age), { entities: [], metrics: [], ...wish }, now);
}

test('planJoin asks no engine for rows that are held here', () => {
  const f = (age: number, back: number, want: boolean, stepMs?: number): void => {
    const wish = { start: now - back, end: now, ...(stepMs && { stepMs }) };
    assert.equal(plan(age, wish) === null, want, `${age} ${back} ${stepMs}`);
  };
  f(10 * minute, 9 * minute, true);
  f(10 * minute, 11 * minute, false);
  f(3 * day, 2 * day, true);
  f(3 * day, 2 * day, true, 5 * second);
  f(3 * day, 4 * day, false, day);
  f(900 * day, 360 * day, true);
  f(900 * day, 370 * day, false);
  f(-1, minute, false);
});

test('planJoin takes the finest rows that reach back furthest here, or fewer', () => {
  const f = (age: number, back: number, stepMs: number | undefined, want: object): void => {
    const found = plan(age, { start: now - back, end: now, ...(stepMs !== undefined && { stepMs }) });
    assert.ok(found);
    const { archive } = found;
    const mine = (found.end - found.joint) / archive.stepMs;
    const given = { step: archive.stepMs, asked: archive.askedStepMs, of: archive.rowMs, mine };
    assert.deepEqual(given, want);
  };
  f(9 * minute, hour, undefined, { step: 5 * second, asked: null, of: 5 * second, mine: 109 });
  f(10 * minute, day, undefined, { step: minute, asked: null, of: minute, mine: 10 });
  f(3 * day, 7 * day, undefined, { step: hour, asked: null, of: hour, mine: 72 });
  f(3 * day, 365 * day, undefined, { step: 6 * hour, asked: null, of: hour, mine: 12 });
  f(30 * day, 365 * day, undefined, { step: day, asked: null, of: day, mine: 30 });
  f(3 * day, 4 * day, 7 * second, { step: 5 * minute, asked: 7 * second, of: minute, mine: 23 });
  f(3 * day, 4 * day, 7 * minute + 1, {
    step: 7 * minute + 5 * second,
    asked: null,
    of: 5 * second,
    mine: 1,
  });
  f(-1, 365 * day, undefined, { step: 6 * hour, asked: null, of: 5 * second, mine: 0 });
});

test('planJoin never makes more than 1500 rows, nor a step that ours do not fit into', () => {
  const lengths = fc.integer({ min: 1, max: 3 * 366 * day });
  fc.assert(
    fc.property(lengths, lengths, fc.option(lengths, { nil: undefined }), (age, back, stepMs) => {
      const found = plan(age, { start: now - back, end: now, ...(stepMs !== undefined && { stepMs }) });
      if (!found) return;
      const { start, joint, end, archive } = found;
      assert.ok(start < joint && joint <= end && end <= now && start <= now - back);
      assert.ok((end - start) / archive.stepMs <= 1500);
      for (const time of [start, joint, end]) assert.equal(time % archive.stepMs, 0);
      assert.equal(archive.factor * archive.rowMs, archive.stepMs);
      assert.equal(
        archive.askedStepMs === null,
        stepMs === undefined || archive.stepMs - stepMs < 5 * second,
      );
    }),
  );
});
