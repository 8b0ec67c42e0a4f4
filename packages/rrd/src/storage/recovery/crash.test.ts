import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { check } from '../../../test/kill/checker.ts';
import { BLOCK_ROWS, FIRST_STEP, LENGTHS, STEP_MS, type Fleet } from '../../../test/kill/rows.ts';
import { ABREAST, writeRows } from '../../../test/kill/write-rows.ts';
import { MemoryFiles } from '../../../test/memory-files.ts';
import type { Files } from '../disk/files.ts';
import { openStorage } from '../open.ts';
import type { DatabaseStorage, ReadRows } from '../types.ts';

const FLEET: Fleet = { steady: 2, comingAndGoing: 2 };
const DIRECTORY = '/rrd';
/** It is not skipped, and the longest open row is complete by then. */
const LAST_STEP = FIRST_STEP + 50;

/**
 * Goes on with what is there until the last step or the machine stops; returns the end of the newest row that was taken
 * before the last `window` ones.
 */
async function write(files: MemoryFiles, syncEvery: number, window: number): Promise<number> {
  const taken: number[] = [];
  const work = async (): Promise<void> => {
    const options = { directory: DIRECTORY, stepMs: STEP_MS, lengths: LENGTHS, blockRows: BLOCK_ROWS };
    const db = await openStorage({ ...options, syncEvery, files });
    await writeRows(db, FLEET, LAST_STEP, (endMs) => taken.push(endMs));
    await db.close();
  };
  await Promise.race([work(), files.stopped]);
  return taken.at(-1 - window) ?? 0;
}

/** Numbers from 0 to below 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const whole = new MemoryFiles();
await write(whole, 1, 0);
const stop = fc.record({ call: fc.nat(whole.calls - 1), part: fc.constantFrom(0, 0.3, 0.9, 1) });
const numRuns = Number(process.env['CASES'] ?? 12);
/** Calls from one that a machine stops in to the next. */
const STRIDE = process.env['CASES'] ? 1 : 4;

describe('openStorage', () => {
  type Left = (files: MemoryFiles, random: () => number) => Map<string, Uint8Array>;
  const f = (what: string, syncEvery: number, window: number, left: Left): void => {
    it(`finds all rows, bit for bit, after ${what} in any call, twice`, async () => {
      const found = async (files: MemoryFiles, takenMs: number): Promise<void> => {
        await check({ directory: DIRECTORY, takenMs, fleet: FLEET, files });
      };
      await fc.assert(
        fc.asyncProperty(stop, stop, fc.nat(), async (first, second, seed) => {
          const random = randomOf(seed);
          let bytes = new Map<string, Uint8Array>();
          let takenMs = 0;
          for (const each of [first, second]) {
            const files = new MemoryFiles(bytes, each);
            takenMs = Math.max(takenMs, await write(files, syncEvery, window));
            bytes = left(files, random);
            await found(new MemoryFiles(bytes), takenMs);
          }
          const files = new MemoryFiles(bytes);
          await write(files, syncEvery, window);
          await found(files, LAST_STEP * STEP_MS);
        }),
        { numRuns },
      );
    });
  };
  f('kill -9', 1, 0, (files) => files.left());
  // Rows are synced while the next are written.
  f('a loss of power', 1, ABREAST, (files, random) => files.leftWithoutPower(random));
  f('a loss of power with every fourth row synced', 4, 3 + ABREAST, (files, random) =>
    files.leftWithoutPower(random),
  );

  /** A database of one series and few rows, some of which are appended. */
  const appended = async (files: MemoryFiles, syncEvery: number, steps: readonly number[]): Promise<void> => {
    const db = await reopened(files, syncEvery);
    db.add(['a']);
    for (const step of steps) await db.append(step * STEP_MS, Float64Array.of(step), new Uint8Array(1), 7);
  };
  const reopened = (files: Files, syncEvery: number): Promise<DatabaseStorage> => {
    const lengths = [{ rowMs: STEP_MS, rows: 100, cfs: ['AVERAGE'], xff: 0.5 }] as const;
    return openStorage({ directory: DIRECTORY, stepMs: STEP_MS, lengths, blockRows: 10, syncEvery, files });
  };
  const rowsOf = async (bytes: Map<string, Uint8Array>, from: number, to: number): Promise<ReadRows> => {
    const db = await reopened(new MemoryFiles(bytes), 1);
    const query = { rowMs: STEP_MS, cf: 'AVERAGE', names: ['a'], reasons: true } as const;
    return db.read({ ...query, fromMs: (from - 1) * STEP_MS, toMs: to * STEP_MS });
  };

  it('has all rows on the disk before the checkpoint that follows them, however seldom they are synced', async () => {
    const files = new MemoryFiles();
    await appended(files, 4, [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    const { values } = await rowsOf(
      files.leftWithoutPower(() => 0),
      11,
      19,
    );
    assert.deepEqual([...values], [11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('keeps one checkpoint only while the disk is full, and all rows that it needs', async () => {
    const memory = new MemoryFiles();
    let [full, checkpoints] = [false, 0];
    const files: Files = new Proxy(memory, {
      get: (target, name: keyof Files) => {
        if (name !== 'open') return target[name].bind(target);
        return (path: string, mode: Parameters<Files['open']>[1]) => {
          if (full && mode === 'create')
            return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
          if (path.endsWith('state.tmp')) checkpoints += 1;
          return target.open(path, mode);
        };
      },
    });
    const db = await reopened(files, 1);
    db.add(['a']);
    const take = (step: number): Promise<string> =>
      db.append(step * STEP_MS, Float64Array.of(step), new Uint8Array(1), 7);
    for (let step = 11; step < 20; step += 1) await take(step);
    full = true;
    for (let step = 20; step < 60; step += 1) await take(step);
    assert.equal(db.condition.kind, 'disk-full');
    full = false;
    await take(60);
    await db.flush();
    assert.equal(checkpoints, 1);
    const { values } = await rowsOf(memory.left(), 11, 60);
    assert.deepEqual(
      [...values],
      Array.from({ length: 50 }, (_, i) => 11 + i),
    );
  });

  it('gives the reason of skipped rows when the row after them was not written', async () => {
    const once = new MemoryFiles();
    await appended(once, 1, [11]);
    // Before it: the checkpoint in three calls, the new file in two, its columns, and the gap.
    const files = new MemoryFiles(new Map(), { call: once.calls + 7, part: 0 });
    await Promise.race([appended(files, 1, [11, 20]), files.stopped]);
    const { values, reasons } = await rowsOf(files.left(), 11, 13);
    assert.deepEqual(
      [[...values], [...reasons!]],
      [
        [11, NaN, NaN],
        [0, 7, 7],
      ],
    );
  });

  /** Three lengths of one series: thirty-five rows, three of a clock that is behind, and one of the right clock. */
  const excursion = async (files: Files): Promise<DatabaseStorage> => {
    const options = { directory: DIRECTORY, stepMs: STEP_MS, lengths: LENGTHS, blockRows: 6, files };
    const db = await openStorage(options);
    db.add(['a']);
    return db;
  };
  const take = (db: DatabaseStorage, step: number): Promise<string> =>
    db.append(step * STEP_MS, new Float64Array(db.width).fill(step), new Uint8Array(db.width), 7);
  const all = async (db: DatabaseStorage): Promise<number[][]> => {
    const range = { cf: 'AVERAGE', names: ['a'], fromMs: 1000 * STEP_MS, toMs: 1035 * STEP_MS } as const;
    const rows = await Promise.all(LENGTHS.map(({ rowMs }) => db.read({ rowMs, ...range })));
    return rows.map(({ values }) => Array.from(values));
  };
  const wholeExcursion = async (files: MemoryFiles): Promise<{ before: number[][]; calls: number }> => {
    const db = await excursion(files);
    for (let step = 1001; step <= 1035; step += 1) await take(db, step);
    await db.flush();
    const [before, calls] = [await all(db), files.calls];
    await db.rewind(1009 * STEP_MS);
    for (let step = 1009; step <= 1011; step += 1) await take(db, step);
    await take(db, 1200);
    await db.flush();
    await db.close();
    return { before, calls };
  };

  const g = (what: string, left: Left): void => {
    it(`has every row again after ${what} in any call of going back in time and of coming back`, async () => {
      const untouched = new MemoryFiles();
      const { before, calls } = await wholeExcursion(untouched);
      const random = randomOf(7);
      for (let call = calls; call < untouched.calls; call += STRIDE) {
        const files = new MemoryFiles(new Map(), { call, part: [0, 0.5, 1][call % 3]! });
        await Promise.race([wholeExcursion(files), files.stopped]);
        const db = await excursion(new MemoryFiles(left(files, random)));
        await take(db, 1300);
        assert.deepEqual(await all(db), before, `stopped in call ${call}`);
        await db.close();
      }
    });
  };
  g('kill -9', (files) => files.left());
  g('a loss of power', (files, random) => files.leftWithoutPower(random));
});
