import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createEntity, type Entity } from '../../model/entity.ts';
import type { History, HistoryQuery } from '../../store/mod.ts';
import { replayFrom, type ReplayBlock } from './replay-source.ts';

/** Archives as [row length, rows], finest first, of a store whose newest rows end at `nowMs`. */
function storeOf(
  entities: readonly Entity[],
  archives: readonly (readonly [number, number])[],
  nowMs: number,
) {
  return {
    entities: (cls: string) => entities.filter((one) => one.class === cls && one.state !== 'gone'),
    past: (cls: string) => entities.filter((one) => one.class === cls && one.state === 'gone'),
    metrics: () => ['m'],
    history: async ({ entities: asked, start, end }: HistoryQuery): Promise<History> => {
      const covering = archives.find(([stepMs, rows]) => floor(nowMs, stepMs) - rows * stepMs <= start);
      const [stepMs, held] = covering ?? archives.at(-1) ?? [0, 0];
      const newest = floor(nowMs, stepMs);
      const last = Math.min(floor(end, stepMs), newest);
      const first = Math.min(last, Math.max(floor(start, stepMs), newest - held * stepMs));
      const rows = (last - first) / stepMs;
      // A row's value is its end.
      const values = Float64Array.from({ length: rows }, (_, row) => first + (row + 1) * stepMs);
      const columns = asked.map((entity) => ({ entity, metric: 'm', cf: 'AVERAGE' as const, values, reasons: new Uint8Array(rows) })); // prettier-ignore
      return { start: first, end: last, stepMs, askedStepMs: null, rows, columns };
    },
  };
}

function floor(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

function vm(id: string, source = 'local', state = 'running'): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state }, 0);
}

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const archives = [[5 * second, 120], [minute, 120], [hour, 168]] as const; // prettier-ignore

/** Ends of the rows that are to be sent, in order of the windows. */
async function endsOf(blocks: AsyncIterable<ReplayBlock>, id = 'a'): Promise<number[]> {
  const ends: number[] = [];
  for await (const { columns, startMs, stepMs, window } of blocks) {
    for (const { entity, values } of columns) {
      assert.ok(values.every((value, row) => value === startMs + (row + 1) * stepMs));
      if (entity.id === id) ends.push(...values.filter((end) => end > window.fromMs && end <= window.toMs));
    }
  }
  return ends;
}

describe('replayFrom', () => {
  it('gives the finest rows that are held, newest window first, none twice', async () => {
    const nowMs = 500_000 * hour;
    const replay = replayFrom(storeOf([vm('a')], archives, nowMs));
    const ends = await endsOf(replay.rows({ source: 'local', fromMs: nowMs - 5 * hour, toMs: nowMs }));
    assert.equal(new Set(ends).size, ends.length);
    const count = (stepMs: number, fromMs: number, toMs: number): number =>
      ends.filter((end) => end > nowMs - fromMs && end <= nowMs - toMs && end % stepMs === 0).length;
    // The row before the first window of a length must be held too.
    assert.equal(count(5 * second, 9 * minute, 0), 9 * 12);
    assert.equal(count(minute, 110 * minute, 0), 110);
    assert.equal(count(hour, 5 * hour, 0), 5);
    assert.ok((ends[0] as number) > (ends.at(-1) as number));
  });

  it('gives each window whole: every entity of the source, also those that are gone', async () => {
    const all = [vm('a'), vm('b'), vm('c', 'other'), vm('d', 'local', 'gone'), vm('e')];
    const replay = replayFrom(storeOf(all, archives, hour), 2);
    const blocks = await Array.fromAsync(
      replay.rows({ source: 'local', fromMs: hour - 2 * minute, toMs: hour }),
    );
    assert.deepEqual(
      blocks.map(({ columns, isLast }) => [columns.map(({ entity }) => entity.id).join(''), isLast]),
      [['ab', false], ['ed', true], ['ab', false], ['ed', true]],
    ); // prettier-ignore
  });

  it('has every time of a gap in one window until nothing is held', async () => {
    const gaps = fc.record({ from: fc.nat(4000), length: fc.integer({ min: 1, max: 4000 }) });
    await fc.assert(
      fc.asyncProperty(gaps, async ({ from, length }) => {
        const nowMs = 500 * hour;
        const fromMs = nowMs - (from + length) * 5 * second;
        const gap = { source: 'local', fromMs, toMs: nowMs - from * 5 * second };
        let { toMs } = gap;
        for await (const { window } of replayFrom(storeOf([vm('a')], archives, nowMs)).rows(gap)) {
          assert.equal(window.toMs, toMs);
          assert.ok(window.fromMs < toMs);
          toMs = window.fromMs;
        }
        assert.equal(toMs, gap.fromMs);
      }),
    );
  });

  it('ends where nothing is held, and without entities at once', async () => {
    const nowMs = 500_000 * hour;
    const gap = { source: 'local', fromMs: 0, toMs: nowMs - 300 * hour };
    assert.deepEqual(await endsOf(replayFrom(storeOf([vm('a')], archives, nowMs)).rows(gap)), []);
    assert.deepEqual(await Array.fromAsync(replayFrom(storeOf([], archives, nowMs)).rows(gap)), []);
  });
});
