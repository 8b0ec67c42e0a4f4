import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity, type Entity } from '../../model/entity.ts';
import { readInParts } from './read-in-parts.ts';
import type { HistoryColumn, HistoryQuery } from '../interfaces/history-reader.ts';

const entity = (i: number): Entity =>
  createEntity({ class: 'VM', id: `vm-${i}`, source: 's', name: `vm-${i}`, state: 'running' }, 0);

function query(entities: number, metrics: number, more: Partial<HistoryQuery> = {}): HistoryQuery {
  return {
    entities: Array.from({ length: entities }, (_, i) => entity(i)),
    metrics: Array.from({ length: metrics }, (_, i) => `raw.${i}`),
    start: 0,
    end: 1,
    ...more,
  };
}

/** Every look at the clock finds ten milliseconds gone: a turn is due after each part. */
function ticking() {
  let now = 0;
  return { now: () => 0, monotonic: () => (now += 10), sleep: async () => {} };
}

const columnsOf = ({ entities, metrics, metricsOf }: HistoryQuery): HistoryColumn[] =>
  entities.flatMap((one) =>
    (metricsOf?.(one) ?? metrics).map((metric) => {
      return {
        entity: one,
        metric,
        cf: 'AVERAGE' as const,
        values: new Float64Array(),
        reasons: new Uint8Array(),
      };
    }),
  );

test('readInParts() reads what is bounded, whole and in order', async () => {
  const f = async (of: HistoryQuery, each: number, want: number): Promise<void> => {
    const sizes: number[] = [];
    const columns = await readInParts(of, { each, clock: ticking() }, async (part) => {
      const own = columnsOf(part);
      sizes.push(own.length * (each + 16));
      return own;
    });
    assert.deepEqual(columns, columnsOf(of));
    assert.ok(Math.max(...sizes) <= 60_000, `${Math.max(...sizes)} values in one go`);
    assert.equal(sizes.length, want);
  };
  await f(query(1, 1), 120, 1);
  await f(query(3000, 1), 120, 7);
  await f(query(2000, 4), 120, 19);
  await f(query(2, 100), 8760, 34);
  await f(query(10, 0), 120, 1);
  await f(query(2000, 0, { metricsOf: (one) => (one.id.endsWith('1') ? ['a', 'b'] : ['a']) }), 500, 35);
  // Columns of two rows: what they cost is not their values.
  await f(query(10_000, 8), 2, 25);
});

test('readInParts() lets the loop turn between parts, and stops for its signal', async () => {
  const left = new AbortController();
  let turns = 0;
  const turn = (): void => {
    if (++turns === 5) left.abort(new Error('the client left'));
    else setImmediate(turn);
  };
  setImmediate(turn);
  let parts = 0;
  const reading = readInParts(
    query(10_000, 10, { signal: left.signal }),
    { each: 120, clock: ticking() },
    async () => {
      parts++;
      return [];
    },
  );
  await assert.rejects(reading, /the client left/);
  assert.ok(parts > 1 && parts < 10, `${parts} of 121 parts were read`);
});
