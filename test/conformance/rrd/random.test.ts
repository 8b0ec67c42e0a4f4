import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Database, type Source } from '../../../packages/rrd/src/mod.ts';
import { dumpedArchives, noRrdtool, Rrdtool } from './rrdtool.ts';
import { sequences, type Sequence } from './sequence.ts';

/** Sequences of each test; more with RRD_RUNS, for an hour's hunt. */
const RUNS = Number(process.env['RRD_RUNS'] ?? 200);

describe('Database and rrdtool hold the same rows after the same updates', { skip: noRrdtool }, () => {
  it('with times in whole seconds', () => sideBySide(1000));

  // rrdtool counts unknown time in whole seconds, so its seconds stand for our milliseconds and its rates are per
  // millisecond: the same arithmetic without that rounding.
  it('with times in milliseconds', () => sideBySide(1));
});

async function sideBySide(tickMs: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-rrd-'));
  try {
    await using rrdtool = new Rrdtool(directory);
    const same = fc.asyncProperty(sequences(tickMs), (sequence) => compare(rrdtool, sequence));
    await fc.assert(same, { numRuns: RUNS });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function compare(rrdtool: Rrdtool, sequence: Sequence): Promise<void> {
  const { tickMs, stepTicks, startTicks, sources, archives, updates } = sequence;
  const db = new Database({ stepMs: stepTicks * tickMs, startMs: startTicks * tickMs, sources, archives });
  await rrdtool.ask(
    [
      `create s.rrd --start ${startTicks} --step ${stepTicks}`,
      ...sources.map((source) => dsOf(source, tickMs)),
      ...archives.map(({ cf, xff, pdpPerRow, rows }) => `RRA:${cf}:${xff}:${pdpPerRow}:${rows}`),
    ].join(' '),
  );
  const toRrdtool = sources.map(({ kind }) => (kind === 'COUNTER' ? oneMoreEachWrap() : String));
  const misplaced = new Map<number, number>();
  for (const { ticks, values } of updates) {
    const before = archives.map((_, index) => db.newestMs(index));
    if (
      db.update(
        ticks * tickMs,
        Float64Array.from(values, (value) => value ?? NaN),
      ) === 'accepted'
    ) {
      const cells = values.map((value, i) => (value === null ? 'U' : toRrdtool[i]!(value)));
      await rrdtool.ask(`update s.rrd ${ticks}:${cells.join(':')}`);
    } else {
      const refused = rrdtool.ask(`update s.rrd ${ticks}:${values.map((value) => value ?? 'U').join(':')}`);
      await assert.rejects(refused, /illegal attempt to update/);
    }
    for (const [index, { rows }] of archives.entries()) {
      const [newest, rowMs] = [db.newestMs(index), db.rowMs(index)];
      if (newest - before[index]! > rows * rowMs) misplaced.set(index, newest - (rows - 1) * rowMs);
    }
  }
  const dumped = dumpedArchives(await rrdtool.ask('dump s.rrd'));
  assert.equal(dumped.length, archives.length);
  for (const [index, { cf, pdpPerRow, columns }] of dumped.entries()) {
    for (const [series, column] of columns.entries()) {
      const newest = db.newestMs(index);
      const ours = db.read(index, series, newest - column.length * db.rowMs(index), newest).values;
      const theirs = column.map((value) => value * perSecond(sources[series]!, tickMs));
      // DIFFERENCES.md, "A gap longer than an archive": ours is what the gap's other rows are.
      const at = theirs.length - 1 - (newest - (misplaced.get(index) ?? -Infinity)) / db.rowMs(index);
      if (at >= 0) theirs[at] = theirs[at + 1]!;
      sameRows(
        ours,
        theirs,
        largestRate(sequence, series),
        `${cf} of ${pdpPerRow}, ${sources[series]!.kind} ${series}`,
      );
    }
  }
}

/** DIFFERENCES.md, "A counter that wraps": rrdtool counts one too few, so it gets one more. */
function oneMoreEachWrap(): (value: number) => string {
  let [last, wraps] = [0, 0];
  return (value) => {
    if (value < last) wraps += 1;
    last = value;
    return String(value + wraps);
  };
}

/** What makes a second's rate of rrdtool's rate by the tick. */
function perSecond({ kind }: Source, tickMs: number): number {
  return kind === 'GAUGE' ? 1 : 1000 / tickMs;
}

function dsOf(source: Source, tickMs: number): string {
  const { name, kind, heartbeatMs } = source;
  const bound = (value: number | null): number | string =>
    value === null ? 'U' : value / perSecond(source, tickMs);
  return `DS:${name}:${kind}:${heartbeatMs / tickMs}:${bound(source.min)}:${bound(source.max)}`;
}

/** The largest rate that a series can have had, by which what cancels out in a sum is measured. */
function largestRate({ sources, updates, tickMs }: Sequence, series: number): number {
  const { kind } = sources[series]!;
  let largest = 0;
  for (const [i, { ticks, values }] of updates.entries()) {
    const value = values[series] ?? 0;
    const before = updates[i - 1];
    const seconds = Math.max(1, ticks - (before?.ticks ?? 0)) * (tickMs / 1000);
    const delta = value - (before?.values[series] ?? 0);
    const wrap = kind !== 'COUNTER' || delta >= 0 ? 0 : delta > -(2 ** 32) ? 2 ** 32 : 2 ** 64;
    const rate = kind === 'GAUGE' ? value : kind === 'ABSOLUTE' ? value / seconds : (delta + wrap) / seconds;
    largest = Math.max(largest, Math.abs(rate));
  }
  return largest;
}

/** Equal to 1e-9 of the value, or to the rounding of the largest rate. */
function sameRows(ours: Float64Array, theirs: readonly number[], largest: number, what: string): void {
  assert.equal(ours.length, theirs.length, what);
  for (const [i, want] of theirs.entries()) {
    const got = ours[i]!;
    const close = Math.abs(got - want) <= 1e-9 * Math.abs(want) + 1e-14 * largest;
    assert.ok(
      close || (Number.isNaN(got) && Number.isNaN(want)),
      `${what}, row ${i}: ${got}, rrdtool has ${want}`,
    );
  }
}
