import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity } from '../../../model/entity.ts';
import { commonNewest, wholeUntil } from './newest.ts';

/** A store whose points, and whose rows on disk, are this far; by source. */
function store(memory: Record<string, number>, disk = memory) {
  return {
    newest(_: unknown, source: string, stepMs = 5) {
      const until = stepMs === 5 ? memory[source] : Math.min(memory[source] ?? 0, disk[source] ?? 0);
      return Math.floor((until ?? 0) / stepMs) * stepMs;
    },
  };
}

const entity = (source: string) =>
  createEntity({ class: 'VM', id: source, source, name: '', state: 'up' }, 0);

test('commonNewest waits for a source that is a row behind, not for one that stands still', () => {
  const f = (memory: Record<string, number>, stepMs: number, want: number | null): void => {
    assert.equal(commonNewest(store(memory), Object.keys(memory).map(entity), stepMs), want);
  };
  f({ a: 100, b: 95 }, 5, 95);
  f({ a: 100, b: 90 }, 5, 100);
  f({ a: 100, b: 0 }, 5, 100);
  f({ a: 0, b: 0 }, 5, null);
  f({ a: 120, b: 115 }, 60, 60);
  f({}, 5, null);
});

test('wholeUntil stops before a row that should be on disk and is not', () => {
  const f = (memory: number, disk: number, want: number | null): void => {
    assert.equal(wholeUntil(store({ a: memory }, { a: disk }), entity('a'), [5, 60, 3600]), want);
  };
  f(7255, 7250, 7255);
  f(7260, 7255, 7255);
  f(7260, 7260, 7260);
  f(10_800, 10_795, 10_795);
  f(0, 0, null);
});
