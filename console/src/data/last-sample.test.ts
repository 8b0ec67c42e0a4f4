import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Columns } from './columns.ts';
import { lastSample } from './last-sample.ts';

const day = 86_400;

/** Rows whose values end at `end`; the finest are of 5 s for an hour before `before`, of a minute else. */
function keptUntil(end: number, before: number) {
  const asked: (number | null)[] = [];
  const ask = (start: number, until: number, step: number | null): Promise<Columns> => {
    asked.push(step);
    const length = step ?? (start >= before - 3600 ? 5 : 60);
    const first = Math.floor(start / length) + 1;
    const count = Math.max(0, Math.floor(until / length) - first + 1);
    const times = Array.from({ length: count }, (_, row) => (first + row) * length);
    const values = times.map((time) => (time - length < end ? 1 : null));
    return Promise.resolve({
      step: length,
      stepAsked: null,
      times,
      byMetric: new Map([['cpu.usage', { values, reasons: values.map(() => null), band: null }]]),
      notes: [],
    });
  };
  return { ask, asked };
}

test('lastSample() asks for fine rows of the last hour, and only where those are empty for longer ones first', async () => {
  const before = 20_000 * day;
  const f = async (end: number, want: number | null, steps: (number | null)[]): Promise<void> => {
    const { ask, asked } = keptUntil(end, before);
    assert.equal(await lastSample(ask, before), want);
    assert.deepEqual(asked, steps);
  };
  await f(before - 300, before - 300, [null]);
  await f(before - 2 * day - 600, before - 2 * day - 600, [null, 3600, null]);
  await f(before - 200 * day - 60, before - 200 * day - 60, [null, 3600, day, null]);
  await f(before - 500 * day, null, [null, 3600, day]);
});
