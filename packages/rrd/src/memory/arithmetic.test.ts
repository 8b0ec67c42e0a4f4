import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { CONSOLIDATIONS, type Archive } from '../archive.ts';
import { Database } from './database.ts';
import { SOURCE_KINDS, type Source } from './source.ts';

const STEP_MS = 5000;
const sizes = [1, 2, 6, 12, 60];
const archives: readonly Archive[] = sizes.flatMap((pdpPerRow) =>
  CONSOLIDATIONS.map((cf) => ({ cf, pdpPerRow, rows: 600, xff: 0.5 })),
);
const source: Source = { name: 's', kind: 'GAUGE', heartbeatMs: 300_000, min: null, max: null };

/** Times of updates after a start on a boundary: jitter, several a step, gaps of up to a minute. */
const times = fc
  .array(fc.integer({ min: 1, max: 12 * STEP_MS }), { minLength: 1, maxLength: 60 })
  .map((gaps) => {
    let timeMs = 0;
    return gaps.map((gap) => (timeMs += gap));
  });

function database(sources: readonly Source[]): Database {
  return new Database({ stepMs: STEP_MS, startMs: 0, sources, archives });
}

function all(db: Database, archive: number, series = 0): Float64Array {
  return db.read(archive, series, 0, db.lastMs).values;
}

describe('arithmetic of Database', () => {
  it('gives back what a counter counted as the sum of rate and step, whatever the jitter', () => {
    const samples = fc.tuple(
      times,
      fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 60, maxLength: 60 }),
    );
    fc.assert(
      fc.property(samples, ([at, growth]) => {
        const db = database([{ ...source, kind: 'DERIVE' }]);
        let counter = 0;
        db.update(1, Float64Array.of(counter));
        let beyond = 0;
        for (const [i, timeMs] of at.entries()) {
          counter += growth[i]!;
          db.update(timeMs + 1, Float64Array.of(counter));
          const open = Math.min(db.lastMs % STEP_MS, timeMs - (at[i - 1] ?? 0));
          beyond =
            (db.lastMs % STEP_MS > open ? beyond : 0) + (growth[i]! * open) / (timeMs - (at[i - 1] ?? 0));
        }
        // The first millisecond is unknown, and the step has the rate of the rest of it.
        const rates = all(db, 0);
        const unknownMs = rates.length > 0 ? rates[0]! / 1000 : 0;
        const sum = rates.reduce((total, rate) => total + (rate * STEP_MS) / 1000, 0);
        close(sum - unknownMs, counter - beyond, counter);
      }),
    );
  });

  it('gives a constant out of every archive as it went in, whatever the jitter', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -1e9, max: 1e9 }), (at, value) => {
        const db = database([source]);
        for (const timeMs of at) db.update(timeMs, Float64Array.of(value));
        for (const archive of archives.keys()) {
          for (const row of all(db, archive)) close(row, value, Math.abs(value));
        }
      }),
    );
  });

  it('keeps AVERAGE between MIN and MAX, and all three unknown together', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.constant(NaN)), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(times, values, (at, samples) => {
        const db = database([source]);
        for (const [i, timeMs] of at.entries()) db.update(timeMs, Float64Array.of(samples[i]!));
        for (const size of sizes) {
          const [averages, mins, maxs] = CONSOLIDATIONS.slice(0, 3).map((cf) =>
            all(
              db,
              archives.findIndex((archive) => archive.pdpPerRow === size && archive.cf === cf),
            ),
          );
          for (const [i, average] of averages!.entries()) {
            const [min, max] = [mins![i]!, maxs![i]!];
            if (Number.isNaN(average)) assert.deepEqual([min, max], [NaN, NaN]);
            else assert.ok(min - 1e-6 <= average && average <= max + 1e-6, `${min} ${average} ${max}`);
          }
        }
      }),
    );
  });

  it('gives the same row whichever of its steps are unknown, when as many are and the known ones are the same', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constant(NaN)), {
      minLength: 60,
      maxLength: 60,
    });
    const both = steps.chain((points) =>
      fc.tuple(
        fc.constant(points),
        fc.shuffledSubarray([...points.keys()], { minLength: 60, maxLength: 60 }),
      ),
    );
    fc.assert(
      fc.property(both, ([points, order]) => {
        const db = database([source, { ...source, name: 't' }]);
        for (const [i, point] of points.entries()) {
          db.update((i + 1) * STEP_MS, Float64Array.of(point, points[order[i]!]!));
        }
        for (const [index, { cf, pdpPerRow }] of archives.entries()) {
          if (pdpPerRow === 60 && cf !== 'LAST') assert.deepEqual(all(db, index, 0), all(db, index, 1));
        }
      }),
    );
  });

  it('gives each series what it would have alone, whatever its neighbours are', () => {
    const columns = fc.array(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.constant(NaN)), {
        minLength: 60,
        maxLength: 60,
      }),
      { minLength: 2, maxLength: 4 },
    );
    const kinds = fc.array(fc.constantFrom('GAUGE', 'COUNTER', 'DERIVE', 'ABSOLUTE'), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(times, columns, kinds, (at, samples, kind) => {
        const sources = samples.map((_, i) => ({ ...source, kind: kind[i]!, heartbeatMs: (i + 1) * 10_000 }));
        const together = database(sources);
        const alone = sources.map((each) => database([each]));
        for (const [i, timeMs] of at.entries()) {
          together.update(
            timeMs,
            Float64Array.from(samples, (column) => column[i]!),
          );
          for (const [series, db] of alone.entries())
            db.update(timeMs, Float64Array.of(samples[series]![i]!));
        }
        for (const archive of archives.keys()) {
          for (const [series, db] of alone.entries())
            assert.deepEqual(all(together, archive, series), all(db, archive));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('changes nothing for updates that are repeated or go backwards, whenever they come', () => {
    const extra = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(times, extra, fc.constantFrom(...SOURCE_KINDS), (at, back, kind) => {
        const disturbed = database([{ ...source, kind }]);
        const calm = database([{ ...source, kind }]);
        for (const [i, timeMs] of at.entries()) {
          for (const db of [disturbed, calm]) db.update(timeMs, Float64Array.of(i));
          const again = Math.max(0, timeMs - back[i]!);
          const outcome = disturbed.update(again, Float64Array.of(1e9), Uint8Array.of(9));
          assert.equal(outcome, again === timeMs ? 'repeated' : 'backwards');
        }
        for (const archive of archives.keys()) assert.deepEqual(all(disturbed, archive), all(calm, archive));
        assert.deepEqual(disturbed.openPoint(0), calm.openPoint(0));
      }),
    );
  });

  it('gives gauges from boundary to boundary the same rows with and without counters beside them', () => {
    const onBoundary = fc.integer({ min: 1, max: 3 }).map((steps) => steps * STEP_MS);
    const gap = fc.oneof(
      { weight: 6, arbitrary: fc.constant(STEP_MS) },
      { weight: 1, arbitrary: onBoundary },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 12_000 }) },
      { weight: 1, arbitrary: fc.constant(-1) },
    );
    const sample = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(NaN, Infinity));
    const updates = fc.array(fc.record({ gap, sample, reason: fc.nat(9) }), { maxLength: 80 });
    fc.assert(
      fc.property(updates, (list) => {
        const gauge: Source = { ...source, heartbeatMs: 9000, max: 10 };
        const gauges = database([gauge]);
        const mixed = database([gauge, { ...source, kind: 'COUNTER' }]);
        for (const { gap: afterMs, sample: value, reason } of list) {
          // -1 is the way back to the next boundary.
          const toBoundary = STEP_MS - (gauges.lastMs % STEP_MS);
          const timeMs = gauges.lastMs + (afterMs === -1 ? toBoundary : afterMs);
          gauges.update(timeMs, Float64Array.of(value), Uint8Array.of(reason));
          mixed.update(timeMs, Float64Array.of(value, 1), Uint8Array.of(reason, 0));
        }
        for (const archive of archives.keys()) {
          const rows = (db: Database): unknown => db.read(archive, 0, 0, db.lastMs);
          assert.deepEqual(rows(gauges), rows(mixed));
        }
        assert.deepEqual(gauges.openPoint(0), mixed.openPoint(0));
      }),
    );
  });
});

function close(got: number, want: number, scale: number): void {
  assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(1, scale), `${got} is not ${want}`);
}
