import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import * as fc from 'fast-check';
import { lengths, ScratchDatabase, STEP } from './test-database.ts';

/** What is done with a database; rows are a number of steps after the one before. */
type Action =
  | { readonly add: string }
  | { readonly retire: string }
  | { readonly row: number }
  | { readonly rewind: number };

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const FIRST = 1000;

const name = fc.constantFrom(...NAMES);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ add: name }) },
  { weight: 1, arbitrary: fc.record({ retire: name }) },
  { weight: 8, arbitrary: fc.record({ row: fc.constantFrom(1, 1, 1, 2, 7, 40) }) },
  { weight: 1, arbitrary: fc.record({ rewind: fc.integer({ min: 1, max: 12 }) }) },
);

/** All rows of every series after the actions, which wait for each other or not. */
async function rowsAfter(actions: readonly Action[], waits: boolean): Promise<unknown> {
  await using scratch = await ScratchDatabase.make();
  const recentRows = new Map([[4 * STEP, 20]]);
  const db = await scratch.open({ recentRows, nowMs: () => 0 });
  const live = new Map<string, number>();
  const all: Promise<unknown>[] = [];
  let step = FIRST;
  for (const each of actions) {
    let done: Promise<unknown> = Promise.resolve();
    if ('add' in each) live.set(each.add, db.add([each.add])[0]!);
    else if ('retire' in each) {
      const column = live.get(each.retire);
      if (column === undefined) continue;
      db.retire([column]);
      live.delete(each.retire);
    } else if ('rewind' in each) {
      step = Math.max(FIRST, step - each.rewind);
      done = db.rewind((step + 1) * STEP);
    } else {
      step += each.row;
      const values = new Float64Array(db.width).fill(NaN);
      for (const [own, column] of live) values[column] = step * 10 + NAMES.indexOf(own);
      done = db.append(step * STEP, values, new Uint8Array(db.width).fill(3), 0);
      // The arrays are the caller's again at once.
      values.fill(-1);
    }
    if (waits) await done;
    all.push(done);
  }
  const outcomes = await Promise.all(all);
  const range = { names: NAMES, fromMs: FIRST * STEP, toMs: (FIRST + 2000) * STEP, reasons: true };
  // What a longer row has of points before a rewind depends on whether they were sealed already.
  const compared = actions.some((each) => 'rewind' in each) ? lengths.slice(0, 1) : lengths;
  const read = async (): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for (const { rowMs, cfs } of compared) {
      for (const cf of cfs) {
        const { values, reasons } = await db.read({ ...range, rowMs, cf });
        rows.push([...values], [...reasons!]);
      }
    }
    return rows;
  };
  const before = await read();
  await db.flush();
  return { outcomes, before, sealed: await read() };
}

const rows = (...steps: readonly number[]): Action[] => steps.map((row) => ({ row }));
/** The rows that were set aside come back, or not, by how many there are since; a file with skipped rows is sealed meanwhile. */
const COMES_BACK: Action[] = [
  ...rows(1, 1, 1, 7, 1, 2, 2, 2),
  { rewind: 10 },
  { add: 'd' },
  { add: 'c' },
  ...rows(1, 2),
  { add: 'b' },
  ...rows(1, 2, 40),
];

describe('DatabaseStorage in several turns', () => {
  afterEach(() => mock.restoreAll());

  it('leaves a series its longer row when another comes while rows are set aside', async () => {
    await using scratch = await ScratchDatabase.make();
    const db = await scratch.open({ blockRows: 100 });
    const [column] = db.add(['a']);
    for (let at = 1001; at <= 1045; at += 1) await scratch.append(at, at);
    const rewound = db.rewind(1036 * STEP);
    db.retire([column!]);
    db.add(['b']);
    const handed = [1036, 1040, 1041].map((at) => scratch.append(at, at));
    await Promise.all([rewound, ...handed]);
    const { values } = await scratch.read('a', 1001, 1040, { rowMs: 40 * STEP });
    assert.deepEqual(values, [1018]);
  });

  it('has the same rows whether what is handed in waits for what was before or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 60 }), async (actions) => {
        const waiting = await rowsAfter(actions, true);
        // Every step of the work is a turn of its own.
        let now = 0;
        mock.method(performance, 'now', () => (now += 10));
        const handed = await rowsAfter(actions, false);
        mock.restoreAll();
        assert.deepEqual(handed, waiting);
      }),
      { numRuns: 60, examples: [[COMES_BACK]] },
    );
  });
});
