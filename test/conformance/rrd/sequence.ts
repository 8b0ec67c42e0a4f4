import * as fc from 'fast-check';
import {
  CONSOLIDATIONS,
  SOURCE_KINDS,
  type Archive,
  type Source,
  type SourceKind,
} from '../../../packages/rrd/src/mod.ts';

/** A database and everything that happens to it; times are in ticks of `tickMs`. */
export interface Sequence {
  /** Length of what the sequence calls a second: 1000, or 1 to have milliseconds that rrdtool counts exactly. */
  readonly tickMs: number;
  readonly stepTicks: number;
  readonly startTicks: number;
  readonly sources: readonly Source[];
  readonly archives: readonly Archive[];
  readonly updates: readonly { readonly ticks: number; readonly values: readonly (number | null)[] }[];
}

const STEP_SECONDS = 5;

/** Jitter, several updates a step, gaps of some steps, gaps beyond heartbeats, repeated and backwards times. */
function gap(stepTicks: number): fc.Arbitrary<number> {
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.integer({ min: Math.ceil(stepTicks * 0.8), max: Math.floor(stepTicks * 1.2) }),
    },
    { weight: 4, arbitrary: fc.constant(stepTicks) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: stepTicks }) },
    { weight: 2, arbitrary: fc.integer({ min: stepTicks, max: stepTicks * 15 }) },
    { weight: 1, arbitrary: fc.integer({ min: stepTicks, max: stepTicks * 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: -stepTicks, max: 0 }) },
  );
}

const gauge = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((thousandths) => thousandths / 1000),
  },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 42.5) },
  { weight: 1, arbitrary: fc.integer({ min: -1e15, max: 1e15 }) },
);

/** Growth, stillness, resets and wraps of a counter; even, so that none falls by one (DIFFERENCES.md, wraps). */
const change = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2500 }).map((half) => ({ by: 2 * half, to: null })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 16, 2 ** 31, 2 ** 32 - 1000, 2 ** 52).map((to) => ({ by: 0, to })),
  },
);

function samples(kind: SourceKind, count: number): fc.Arbitrary<readonly (number | null)[]> {
  const unknown = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: count, maxLength: count });
  const each =
    kind === 'GAUGE' || kind === 'ABSOLUTE'
      ? fc.array(kind === 'GAUGE' ? gauge : gauge.map(Math.abs), { minLength: count, maxLength: count })
      : fc.array(change, { minLength: count, maxLength: count }).map((changes) => {
          let counter = 0;
          return changes.map(({ by, to }) => (counter = to ?? counter + by));
        });
  return fc
    .tuple(each, unknown)
    .map(([values, gaps]) => values.map((value, i) => (gaps[i] === 0 ? null : value)));
}

const source: fc.Arbitrary<Source> = fc.record({
  name: fc.constant('ds'),
  kind: fc.constantFrom(...SOURCE_KINDS),
  heartbeatMs: fc.constantFrom(4, 7, 20, 60, 300).map((seconds) => seconds * 1000),
  min: fc.constantFrom(null, null, 0, -500),
  max: fc.constantFrom(null, null, 500, 2 ** 20),
});

const archive: fc.Arbitrary<Archive> = fc.record({
  cf: fc.constantFrom(...CONSOLIDATIONS),
  pdpPerRow: fc.constantFrom(1, 1, 2, 3, 4, 5, 6, 12, 24, 60),
  rows: fc.integer({ min: 3, max: 25 }),
  xff: fc.constantFrom(0, 0.1, 0.25, 0.5, 0.75, 0.99),
});

/** Sequences over all kinds of sources and archives; `tickMs` divides a second. */
export function sequences(tickMs: number): fc.Arbitrary<Sequence> {
  const stepTicks = (STEP_SECONDS * 1000) / tickMs;
  return fc
    .record({
      startSteps: fc.integer({ min: 0, max: 200 }),
      startPhase: fc.integer({ min: 0, max: stepTicks - 1 }),
      sources: fc.array(source, { minLength: 1, maxLength: 5 }),
      archives: fc.array(archive, { minLength: 1, maxLength: 8 }),
      gaps: fc.array(gap(stepTicks), { minLength: 1, maxLength: 80, size: 'max' }),
    })
    .chain(({ startSteps, startPhase, sources, archives, gaps }) =>
      fc.tuple(...sources.map(({ kind }) => samples(kind, gaps.length))).map((columns) => {
        const startTicks = 1_000_000_000 + startSteps * stepTicks + startPhase;
        let ticks = startTicks;
        const updates = gaps.map((gapTicks, i) => {
          const at = ticks + gapTicks;
          ticks = Math.max(ticks, at);
          return { ticks: at, values: columns.map((column) => column[i]!) };
        });
        return {
          tickMs,
          stepTicks,
          startTicks,
          sources: sources.map((each, i) => ({ ...each, name: `ds${i}` })),
          archives,
          updates,
        };
      }),
    );
}
