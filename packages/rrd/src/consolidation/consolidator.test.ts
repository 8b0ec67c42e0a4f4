import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Consolidator, type CompletedRow, type RowLength } from './consolidator.ts';
import { Database } from '../memory/database.ts';
import { UpdateError } from '../error.ts';

const STEP_MS = 5000;
const ALL = ['AVERAGE', 'MIN', 'MAX', 'LAST'] as const;
const lengths: readonly RowLength[] = [
  { rowMs: 10_000, cfs: ALL, xff: 0.5 },
  { rowMs: 30_000, cfs: ALL, xff: 0.5 },
  { rowMs: 60_000, cfs: ALL, xff: 1 },
  { rowMs: 180_000, cfs: ALL, xff: 0 },
];
const noReasons = new Uint8Array(8);

interface EmittedRow {
  readonly endMs: number;
  readonly values: number[][];
  readonly reasons: number[];
}

/** A consolidator and what it emitted, by length. */
function recorded(
  from: Uint8Array | null,
  of: readonly RowLength[],
  startMs = 0,
): [Consolidator, Map<number, EmittedRow[]>] {
  const emitted = new Map<number, EmittedRow[]>(of.map(({ rowMs }) => [rowMs, []]));
  let width = (): number => 0;
  const onRow = ({ rowMs, endMs, values, reasons }: CompletedRow): void => {
    const cut = (column: Float64Array | Uint8Array): number[] => [...column.subarray(0, width())];
    emitted.get(rowMs)!.push({ endMs, values: values.map(cut), reasons: cut(reasons) });
  };
  const options = { stepMs: STEP_MS, startMs, lengths: of, onRow };
  const rows = from ? Consolidator.restore(from, options) : new Consolidator(options);
  width = () => rows.width;
  return [rows, emitted];
}

const point = fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constant(NaN));
const command = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ points: fc.array(point, { minLength: 8, maxLength: 8 }), reason: fc.nat(9) }),
  },
  { weight: 1, arbitrary: fc.record({ gap: fc.integer({ min: 1, max: 90 }), reason: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ reset: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ grow: fc.integer({ min: 1, max: 8 }) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

function run(rows: Consolidator, each: Command): void {
  if ('points' in each) {
    const reasons = new Uint8Array(8).fill(each.reason);
    rows.feed(rows.lastMs + STEP_MS, Float64Array.from(each.points), reasons);
  } else if ('gap' in each) rows.gap(rows.lastMs + each.gap * STEP_MS, each.reason);
  else if ('grow' in each) rows.grow(each.grow);
  else if (each.reset < rows.width) rows.reset(each.reset);
}

const commands = fc.array(command, { maxLength: 120 });
const startMs = fc.nat(100).map((steps) => steps * STEP_MS);

describe('Consolidator', () => {
  it('makes of points the rows that Database has', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 80, maxLength: 80 }), startMs, (points, start) => {
        const [rows, emitted] = recorded(null, lengths, start);
        rows.grow(1);
        const archives = lengths.flatMap(({ rowMs, cfs, xff }) =>
          cfs.map((cf) => ({ cf, xff, pdpPerRow: rowMs / STEP_MS, rows: 99 })),
        );
        const source = { name: 's', kind: 'GAUGE', heartbeatMs: STEP_MS, min: null, max: null } as const;
        const db = new Database({ stepMs: STEP_MS, startMs: start, sources: [source], archives });
        for (const each of points) {
          db.update(db.lastMs + STEP_MS, Float64Array.of(each), noReasons);
          rows.feed(rows.lastMs + STEP_MS, Float64Array.of(each), noReasons);
        }
        for (const [index, { cf, pdpPerRow }] of archives.entries()) {
          const rowMs = pdpPerRow * STEP_MS;
          const want = [...db.read(index, 0, start, db.lastMs).values];
          assert.deepEqual(
            emitted.get(rowMs)!.map(({ values }) => values[ALL.indexOf(cf)]![0]),
            want,
          );
          assert.deepEqual(rows.openRow(rowMs, cf, 0), db.openRow(index, 0));
        }
      }),
    );
  });

  it('takes a gap of any length as if unknown points came one by one', () => {
    fc.assert(
      fc.property(commands, startMs, (list, start) => {
        const [rows, emitted] = recorded(null, lengths, start);
        const [single, want] = recorded(null, lengths, start);
        for (const each of list) {
          run(rows, each);
          if (!('gap' in each)) run(single, each);
          else {
            for (let i = 0; i < each.gap; i += 1) {
              run(single, { points: Array.from({ length: 8 }, () => NaN), reason: each.reason });
            }
          }
        }
        assert.deepEqual(emitted, want);
        assert.deepEqual(rows.save(), single.save());
      }),
    );
  });

  it('continues from a saved state as if it had never been interrupted', () => {
    fc.assert(
      fc.property(commands, commands, startMs, (before, after, start) => {
        const [rows, emitted] = recorded(null, lengths, start);
        for (const each of before) run(rows, each);
        for (const list of emitted.values()) list.length = 0;
        const [restored, again] = recorded(rows.save(), lengths, 0);
        for (const each of after) {
          run(rows, each);
          run(restored, each);
        }
        assert.deepEqual(again, emitted);
        assert.deepEqual(restored.save(), rows.save());
      }),
    );
  });

  it('keeps the rows of lengths that are in both when it is restored with others', () => {
    const some = fc.subarray([...lengths, { rowMs: 90_000, cfs: ALL, xff: 0.5 }], { minLength: 1 });
    const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 8 });
    const ticks = fc.array(whole, { maxLength: 90 });
    fc.assert(
      fc.property(some, some, ticks, ticks, (first, second, before, after) => {
        const [rows, emitted] = recorded(null, first);
        rows.grow(2);
        for (const points of before) run(rows, { points, reason: 1 });
        const [restored, again] = recorded(rows.save(), second);
        for (const list of emitted.values()) list.length = 0;
        for (const points of after) {
          run(rows, { points, reason: 2 });
          run(restored, { points, reason: 2 });
        }
        for (const { rowMs } of second) {
          if (emitted.has(rowMs)) assert.deepEqual(again.get(rowMs), emitted.get(rowMs));
        }
      }),
    );
  });

  it('leaves other columns bit for bit when one grows or begins anew', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const [rows, emitted] = recorded(null, lengths);
        const [calm, want] = recorded(null, lengths);
        rows.grow(1);
        calm.grow(1);
        for (const each of list) {
          if ('reset' in each && each.reset === 0) continue;
          run(rows, each);
          if ('points' in each || 'gap' in each) run(calm, each);
        }
        const first = (rowsOf: Map<number, EmittedRow[]>): unknown =>
          [...rowsOf.values()]
            .flat()
            .map(({ endMs, values, reasons }) => [endMs, values.map(([cell]) => cell), reasons[0]]);
        assert.deepEqual(first(emitted), first(want));
      }),
    );
  });

  it('gives the newest reason of an unknown row and keeps rows of a long gap few', () => {
    const [rows, emitted] = recorded(null, [{ rowMs: 15_000, cfs: ['AVERAGE'], xff: 0.5 }]);
    rows.grow(2);
    rows.feed(5000, Float64Array.of(NaN, 1), Uint8Array.of(3, 0));
    rows.feed(10_000, Float64Array.of(NaN, NaN), Uint8Array.of(4, 5));
    rows.feed(15_000, Float64Array.of(1, 3), Uint8Array.of(6, 0));
    assert.deepEqual(emitted.get(15_000), [{ endMs: 15_000, values: [[NaN, 2]], reasons: [4, 0] }]);
    rows.gap(15_000_000_000_000, 7);
    assert.equal(emitted.get(15_000)!.length, 10_002);
    assert.deepEqual(emitted.get(15_000)!.at(-1), {
      endMs: 15_000_000_000_000,
      values: [[NaN, NaN]],
      reasons: [7, 7],
    });
  });

  it('refuses what is not the next point and changes nothing', () => {
    const [rows] = recorded(null, lengths);
    rows.grow(2);
    const before = rows.save();
    const f = (endMs: number, width: number, code: UpdateError['code']): void =>
      assert.throws(() => rows.feed(endMs, new Float64Array(width), noReasons), {
        name: 'UpdateError',
        code,
      });
    f(0, 2, 'TIME_INVALID');
    f(10_000, 2, 'TIME_INVALID');
    f(5001, 2, 'TIME_INVALID');
    f(5000, 1, 'WIDTH_MISMATCH');
    assert.throws(() => rows.gap(Infinity, 1), { code: 'TIME_INVALID' });
    rows.gap(0, 1);
    assert.throws(() => rows.reset(2), RangeError);
    assert.throws(() => rows.openRow(5000, 'MIN', 0), RangeError);
    assert.deepEqual(rows.save(), before);
  });
});

describe('Consolidator.restore', () => {
  it('throws StateError for every changed byte and every other length', () => {
    const [rows] = recorded(null, lengths);
    rows.grow(3);
    rows.feed(5000, Float64Array.of(1, NaN, 3), noReasons);
    const saved = rows.save();
    fc.assert(
      fc.property(fc.nat(saved.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = saved.slice();
        bytes[at]! ^= change;
        assert.throws(() => recorded(bytes, lengths), { name: 'StateError' });
        assert.throws(() => recorded(saved.subarray(0, at), lengths), { code: 'STATE_CORRUPT' });
      }),
    );
    assert.throws(() => recorded(Uint8Array.of(...saved, 0), lengths), { code: 'STATE_CORRUPT' });
    const newer = saved.slice();
    newer[4] = 2;
    assert.throws(() => recorded(newer, lengths), { code: 'STATE_NEWER' });
    const other = { stepMs: 1000, startMs: 0, lengths, onRow: () => undefined };
    assert.throws(() => Consolidator.restore(saved, other), { code: 'STATE_OTHER_STEP' });
  });
});

it('Consolidator refuses lengths that can have no rows', () => {
  const f = (...of: RowLength[]): void =>
    assert.throws(() => recorded(null, of), { code: 'ARCHIVE_INVALID' });
  f({ rowMs: 5000, cfs: ALL, xff: 0.5 });
  f({ rowMs: 12_000, cfs: ALL, xff: 0.5 });
  f({ rowMs: 10_000, cfs: [], xff: 0.5 });
  f({ rowMs: 10_000, cfs: ALL, xff: 2 });
  f(lengths[0]!, lengths[0]!);
});
