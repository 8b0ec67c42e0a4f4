import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { CONSOLIDATIONS, type Archive } from '../archive.ts';
import { Database } from './database.ts';
import { SOURCE_KINDS, type Source } from './source.ts';

const STEP_MS = 5000;
const source: Source = { name: 's', kind: 'GAUGE', heartbeatMs: 300_000, min: null, max: null };
const archives: readonly Archive[] = [1, 2, 6, 12].flatMap((pdpPerRow) =>
  CONSOLIDATIONS.map((cf) => ({ cf, pdpPerRow, rows: 40, xff: 0.5 })),
);

function database(startMs: number, sources: readonly Source[], of = archives): Database {
  return new Database({ stepMs: STEP_MS, startMs, sources, archives: of });
}

function rows(db: Database, archive: number, series: number): unknown {
  const { values, reasons } = db.read(archive, series, 0, db.lastMs);
  return [values, reasons];
}

describe('Database.add and Database.retire', () => {
  it('leave every other series bit for bit as if it were alone since its beginning', () => {
    const kind = fc.constantFrom(...SOURCE_KINDS);
    const change = fc.record({ afterMs: fc.integer({ min: 1, max: 30_000 }), kind, what: fc.nat(5) });
    const sample = fc.oneof(fc.integer({ min: -1000, max: 1e6 }), fc.constant(NaN));
    const samples = fc.array(sample, { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), samples, (changes, given) => {
        const db = database(0, [source]);
        const alone = [database(0, [source])];
        const retired = new Set<number>();
        for (const [i, each] of changes.entries()) {
          if (each.what === 0) {
            const [series] = db.add([{ ...source, kind: each.kind }]);
            assert.equal(series, alone.length);
            alone.push(database(db.lastMs, [{ ...source, kind: each.kind }]));
          }
          const oldest = alone.findIndex((_, series) => !retired.has(series));
          if (each.what === 1 && oldest >= 0) {
            db.retire(oldest);
            retired.add(oldest);
          }
          const timeMs = db.lastMs + each.afterMs;
          const values = Float64Array.from(alone, (_, series) => given[(i + series) % given.length]!);
          const reasons = Uint8Array.from(values, (_, series) => (i + series) % 7);
          db.update(timeMs, values, reasons);
          for (const [series, own] of alone.entries()) {
            if (!retired.has(series)) {
              own.update(timeMs, values.subarray(series, series + 1), reasons.subarray(series));
            }
          }
        }
        for (const [series, own] of alone.entries()) {
          if (retired.has(series)) continue;
          for (const archive of archives.keys()) {
            assert.deepEqual(rows(db, archive, series), rows(own, archive, 0));
            assert.deepEqual(db.openRow(archive, series), own.openRow(archive, 0));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keep a retired series readable until its rows are overwritten, and only then give its place away', () => {
    const short = [
      { cf: 'AVERAGE', pdpPerRow: 1, rows: 3, xff: 0.5 },
      { cf: 'MAX', pdpPerRow: 2, rows: 2, xff: 0.5 },
    ] as const;
    const db = database(0, [source, source], short);
    const tick = (): void => {
      const values = new Float64Array(db.sources.length).fill(7);
      assert.equal(db.update(db.lastMs + STEP_MS, values), 'accepted');
    };
    for (let i = 0; i < 5; i += 1) tick();
    db.retire(0);
    tick();
    assert.deepEqual([...db.read(0, 0, 15_000, 30_000).values], [7, 7, NaN]);
    assert.deepEqual([...db.read(1, 0, 10_000, 30_000).values], [7, 7]);
    assert.deepEqual(db.add([{ ...source, name: 'early' }]), [2]);
    for (let i = 0; i < 2; i += 1) tick();
    assert.deepEqual([...db.read(1, 0, 20_000, 40_000).values], [7, NaN]);
    for (let i = 0; i < 2; i += 1) tick();
    assert.deepEqual(db.add([{ ...source, name: 'later', heartbeatMs: 10_000 }]), [0]);
    assert.deepEqual(db.sources[0]?.name, 'later');
    for (const archive of short.keys()) {
      assert.deepEqual(new Set(db.read(archive, 0, 0, db.lastMs).values), new Set([NaN]));
    }
    tick();
    assert.deepEqual([...db.read(0, 0, 45_000, 55_000).values], [NaN, 7]);
  });

  it('refuse a series that is not there and a source that could have no value', () => {
    const db = database(0, [source]);
    assert.throws(() => db.retire(1), RangeError);
    db.retire(0);
    assert.throws(() => db.retire(0), RangeError);
    assert.throws(() => db.add([source, { ...source, heartbeatMs: 0 }]), { code: 'SOURCE_INVALID' });
    assert.equal(db.sources.length, 1);
  });
});

it('Database.read gives the newest reason of what is unknown and none beside what is known', () => {
  const db = database(0, [source]);
  const f = (value: number, reason: number): void => {
    db.update(db.lastMs + STEP_MS, Float64Array.of(value), Uint8Array.of(reason));
  };
  for (const reason of [3, 4, 5]) f(NaN, reason);
  f(1, 9);
  f(NaN, 6);
  f(1, 0);
  assert.deepEqual([...db.read(0, 0, 0, 30_000).reasons], [3, 4, 5, 0, 6, 0]);
  assert.deepEqual([...db.read(8, 0, 0, 30_000).reasons], [6]);
  assert.deepEqual([...db.read(4, 0, 0, 30_000).reasons], [4, 0, 0]);
  db.update(30_000 + 1_000_000, Float64Array.of(1), Uint8Array.of(8));
  assert.deepEqual([...db.read(0, 0, 1_020_000, 1_030_000).reasons], [8, 8]);
});
