import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Database, type Consolidation, type SourceKind } from '../../../packages/rrd/src/mod.ts';

interface Vector {
  readonly name: string;
  readonly ds: { type: SourceKind; min: number | null; max: number | null; heartbeat: number };
  readonly step: number;
  readonly rra: { cf: Consolidation; pdp_per_row: number; rows: number; xff: number };
  readonly start: number;
  readonly samples: readonly (readonly [seconds: number, value: number | null])[];
  readonly expected: { readonly rrdtool_1_7_2: readonly (number | null)[] };
}

const file = new URL('../../fixtures/rrd/vectors.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Vector[] };

/** Where packages/rrd/DIFFERENCES.md says that a row is not rrdtool's: by vector and row, what ours is. */
const differences = new Map([['derive constant 100/s, sampling jitter +-0.4 s', { row: 0, ours: 99.982 }]]);

describe('Database gives what rrdtool 1.7.2 gives', () => {
  for (const vector of cases) {
    it(vector.name, () => {
      const want = [...vector.expected.rrdtool_1_7_2];
      const difference = differences.get(vector.name);
      if (difference) want[difference.row] = difference.ours;
      const got = rowsOf(vector).map((value) => (Number.isNaN(value) ? null : round(value)));
      assert.deepEqual(got, want);
    });
  }
});

function rowsOf({ ds, step, rra, start, samples, expected }: Vector): number[] {
  const db = new Database({
    stepMs: step * 1000,
    startMs: milliseconds(start),
    sources: [{ name: 'ds', kind: ds.type, heartbeatMs: ds.heartbeat * 1000, min: ds.min, max: ds.max }],
    archives: [{ cf: rra.cf, pdpPerRow: rra.pdp_per_row, rows: rra.rows, xff: rra.xff }],
  });
  for (const [seconds, value] of samples) {
    assert.equal(db.update(milliseconds(seconds), Float64Array.of(value ?? NaN)), 'accepted');
  }
  const newest = db.newestMs(0);
  return [...db.read(0, 0, newest - expected.rrdtool_1_7_2.length * db.rowMs(0), newest).values];
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** The vectors have three decimals. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
