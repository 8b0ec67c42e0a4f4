import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Backlog } from './backlog.ts';

const change = fc.record({
  adds: fc.boolean(),
  source: fc.constantFrom('a', 'b'),
  fromMs: fc.nat(30),
  toMs: fc.nat(30),
});

describe('Backlog', () => {
  it('holds the times that were added and not removed, in pieces that do not touch', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const gaps = new Backlog();
        const want = new Set<string>();
        for (const { adds, ...gap } of changes) {
          if (adds) gaps.add(gap);
          else gaps.remove(gap);
          for (let ms = gap.fromMs + 1; ms <= gap.toMs; ms++) {
            if (adds) want.add(`${gap.source} ${ms}`);
            else want.delete(`${gap.source} ${ms}`);
          }
        }
        const got: string[] = [];
        for (const { source, fromMs, toMs } of gaps.list()) {
          assert.ok(!gaps.list().some((other) => other.source === source && other.fromMs === toMs));
          for (let ms = fromMs + 1; ms <= toMs; ms++) got.push(`${source} ${ms}`);
        }
        assert.deepEqual(new Set(got), want);
        assert.deepEqual([got.length, gaps.totalMs], [want.size, want.size]);
        const ends = gaps.list().flatMap(({ source, toMs }) => (source === 'a' ? toMs : []));
        assert.equal(gaps.next(new Set(['a']))?.toMs ?? 0, Math.max(0, ...ends));
        assert.deepEqual(new Set(new Backlog(gaps.list()).list()), new Set(gaps.list()));
      }),
    );
  });
});
