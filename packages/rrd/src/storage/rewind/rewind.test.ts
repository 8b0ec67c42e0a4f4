import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Files } from '../disk/files.ts';
import { files, numbers, ScratchDatabase, STEP } from '../test-database.ts';
import type { DatabaseStorage } from '../types.ts';

describe('DatabaseStorage and the clock', () => {
  let scratch: ScratchDatabase;
  let db: DatabaseStorage | null;
  const open: ScratchDatabase['open'] = async (options) => (db = await scratch.open(options));
  const append: ScratchDatabase['append'] = (...row) => scratch.append(...row);
  const read: ScratchDatabase['read'] = (...query) => scratch.read(...query);
  beforeEach(async () => {
    scratch = await ScratchDatabase.make();
  });
  afterEach(async () => {
    db = null;
    await scratch[Symbol.asyncDispose]();
  });

  it('takes nothing of a clock that is behind by years, and sets nothing aside for it', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1030; at += 1) await append(at, at);
    for (let at = 1; at <= 5; at += 1) assert.equal(await append(at, -1), 'backwards');
    assert.equal(await append(1040, 1040), 'accepted');
    assert.deepEqual((await read('a', 1001, 1030)).values, numbers(1001, 1030));
    assert.deepEqual([db!.repairs, db!.condition.kind], [[], 'ok']);
  });

  it('sets newer rows aside when it is rewound, and continues', async () => {
    await open();
    db!.add(['a', 'b']);
    for (let at = 1001; at <= 1055; at += 1) {
      if (at === 1050) db!.add(['c']);
      await append(at, at);
    }
    await db!.flush();
    const rewound = db!.rewind(1023 * STEP);
    const [again, next] = [append(1023, -1), append(1024, -2)];
    assert.deepEqual([await rewound, await again, await next], [undefined, 'accepted', 'accepted']);
    assert.equal(db!.lastMs, 1024 * STEP);
    const [repair] = db!.repairs;
    assert.deepEqual([repair!.problem, repair!.rowsLost], ['set aside until the clock is past 1970-01-01T01:27:55.000Z', 33]); // prettier-ignore
    assert.deepEqual(await readdir(repair!.file), ['20000', '200000', '5000', 'aside.json', 'state']);
    const moved = ['1020.block', '1030.block', '1040.block', 'open-1050'];
    assert.deepEqual(await readdir(join(repair!.file, '5000')), moved);
    for (let at = 1025; at <= 1060; at += 1) await append(at, at);
    for (let tries = 0; tries < 2; tries += 1) {
      const want = [...numbers(1015, 1022), -1, -2, ...numbers(1025, 1060)];
      assert.deepEqual((await read('b', 1015, 1060)).values, want);
      const minutes = await read('a', 1017, 1028, { rowMs: 4 * STEP, cf: 'MIN' });
      assert.deepEqual(minutes.values, [1017, -2, 1025]);
      assert.deepEqual((await read('c', 1022, 1025)).values, [NaN, -1, -2, 1025]);
      await db!.close();
      await open();
      assert.deepEqual(db!.repairs, []);
    }
  });

  it('sets rows aside before there are rows of every length, and again right after', async () => {
    await open();
    db!.add(['a']);
    await append(1001, 1);
    const done: unknown[] = [];
    for (const at of [901, 801]) {
      await db!.rewind(at * STEP);
      done.push(await append(at, at));
    }
    assert.deepEqual(done, ['accepted', 'accepted']);
    assert.deepEqual((await read('a', 801, 802)).values, [801, NaN]);
    assert.deepEqual([db!.lastMs, db!.repairs.length], [801 * STEP, 2]);
  });

  const everything = async (name: string, from: number, to: number): Promise<unknown[]> => [
    await read(name, from, to),
    await read(name, from, to, { rowMs: 4 * STEP, cf: 'MIN' }),
    await read(name, from, to, { rowMs: 40 * STEP, cf: 'MAX' }),
  ];
  const comesBack = (what: string, at: number, rows: number, reopens: boolean): void => {
    it(`takes rows back, bit for bit, when the clock was ${what} and is right again`, async () => {
      await open();
      db!.add(['a', 'gone']);
      for (let step = 1001; step <= 1057; step += 1) {
        if (step === 1050) db!.retire([1]);
        await append(step, step);
      }
      const before = [await everything('a', 1001, 1057), await everything('gone', 1001, 1057)];
      await db!.rewind(at * STEP);
      const again = async (): Promise<void> => {
        if (!reopens) return;
        await db!.close();
        await open();
        db!.add(['a']);
      };
      for (let step = at; step < at + rows; step += 1) await append(step, -step);
      await again();
      assert.match(db!.repairs[0]!.problem, /^set aside until/);
      await again();
      assert.equal(await append(1090, 1090), 'accepted');
      await db!.flush();
      for (let tries = 0; tries < 2; tries += 1) {
        assert.deepEqual([await everything('a', 1001, 1057), await everything('gone', 1001, 1057)], before);
        assert.deepEqual((await read('a', 1057, 1090)).values, [1057, ...Array<number>(32).fill(NaN), 1090]);
        await db!.close();
        await open();
      }
      assert.deepEqual(db!.repairs, []);
    });
  };
  comesBack('in 1970', 1, 15, false);
  comesBack('in 1970 over restarts', 3, 8, true);
  comesBack('behind by a block and a half', 1043, 12, false);
  comesBack('behind by a few rows over restarts', 1054, 2, true);
  comesBack('behind by a few rows', 1053, 3, false);
  comesBack('behind by more than all rows', 700, 0, true);

  it('leaves rows aside of a clock that was ahead, where more were kept since', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1010; at += 1) await append(at, at);
    for (let at = 5001; at <= 5010; at += 1) await append(at, at);
    await db!.rewind(1021 * STEP);
    for (let at = 1021; at <= 1060; at += 1) await append(at, at);
    await append(6001, 6001);
    assert.deepEqual((await read('a', 5001, 5001)).values, [NaN]);
    assert.deepEqual((await read('a', 1009, 1022)).values, [1009, 1010, ...Array<number>(10).fill(NaN), 1021, 1022]); // prettier-ignore
    assert.deepEqual(db!.repairs, []);
  });

  for (const seals of [true, false]) {
    const how = seals ? 'sealed' : 'still in the file that rows are appended to';
    let canSeal = true;
    const unsealing: Files = {
      ...files,
      open: (path, mode) =>
        path.includes('.block') && !canSeal ? Promise.reject(new Error('not now')) : files.open(path, mode),
    };

    it(`counts no row that was skipped when rows come back, where they are ${how}`, async () => {
      await open({ files: unsealing });
      canSeal = false;
      db!.add(['a']);
      for (const at of [1001, 1002, 1003, 1010, 1011, 1013, 1015, 1017]) await append(at, at);
      await db!.rewind(1008 * STEP);
      canSeal = seals;
      for (const at of [1008, 1010, 1011, 1013]) await append(at, -at);
      await db!.flush();
      await append(1053, 1053);
      assert.deepEqual((await read('a', 1008, 1011)).values, [NaN, NaN, 1010, 1011]);
    });

    it(`goes on from the newest row that was kept, where it is ${how}`, async () => {
      await open({ files: unsealing });
      canSeal = seals;
      db!.add(['a']);
      for (const at of [1001, 1002, 1003, 1008, 1010]) await append(at, at, 0, 4);
      await db!.flush();
      await db!.rewind(1007 * STEP);
      assert.equal(db!.lastMs, 1003 * STEP);
      for (let tries = 0; tries < 2; tries += 1) {
        if (tries === 0) await append(1007, -1007, 0, 5);
        const { values, reasons } = await read('a', 1003, 1008);
        assert.deepEqual(values, [1003, NaN, NaN, NaN, -1007, NaN]);
        assert.deepEqual(reasons, [0, 5, 5, 5, 0, 0]);
        await db!.close();
        await open();
        assert.deepEqual(
          db!.repairs.filter(({ problem }) => !problem.startsWith('set aside until')),
          [],
        );
      }
    });
  }

  it('reads what is in a block now, also where another of its name was read before', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1035; at += 1) await append(at, at);
    await db!.flush();
    const range = ['a', 1010, 1019] as const;
    assert.deepEqual((await read(...range)).values, numbers(1010, 1019));
    await db!.rewind(1010 * STEP);
    for (let at = 1010; at <= 1020; at += 1) await append(at, Math.sin(at));
    await db!.flush();
    assert.deepEqual((await read(...range)).values, numbers(1010, 1019).map(Math.sin));
    await append(1090, 1090);
    assert.deepEqual((await read(...range)).values, numbers(1010, 1019));
    assert.equal(db!.condition.kind, 'ok');
  });

  it('reads what was there when it was asked for, while rows are set aside', async () => {
    let isHeld = false;
    const held = Promise.withResolvers<void>();
    const holding: Files = {
      ...files,
      open: async (path, mode) => {
        if (isHeld && path.endsWith('.block')) {
          isHeld = false;
          await held.promise;
        }
        return files.open(path, mode);
      },
    };
    await open({ files: holding });
    db!.add(['a']);
    for (let at = 1001; at <= 1035; at += 1) await append(at, at);
    await db!.flush();
    isHeld = true;
    const reading = read('a', 1001, 1035);
    const [rewound, next] = [db!.rewind(1005 * STEP), append(1005, -1)];
    // Long enough for the files to be moved, if that did not wait.
    await Promise.race([rewound, new Promise((resolve) => setTimeout(resolve, 500))]);
    held.resolve();
    assert.deepEqual((await reading).values, numbers(1001, 1035));
    await Promise.all([rewound, next]);
    assert.deepEqual((await read('a', 1003, 1006)).values, [1003, 1004, -1, NaN]);
    assert.equal(db!.condition.kind, 'ok');
  });

  it('tries again to go back when the disk did not let it, and keeps every row', async () => {
    let broken = false;
    const failing: Files = {
      ...files,
      rename: async (from, to) => {
        if (broken && /aside.*block/.test(to))
          throw Object.assign(new Error('EIO: it cannot'), { code: 'EIO' });
        await files.rename(from, to);
      },
    };
    await open({ files: failing });
    db!.add(['a']);
    for (let at = 1001; at <= 1057; at += 1) await append(at, at);
    broken = true;
    await assert.rejects(db!.rewind(500 * STEP), /EIO/);
    assert.equal(db!.condition.kind, 'failing');
    await assert.rejects(append(500, 1), /EIO/);
    broken = false;
    await db!.rewind(500 * STEP);
    assert.equal(await append(500, 1), 'accepted');
    await append(1090, 1090);
    assert.deepEqual((await read('a', 1001, 1057)).values, numbers(1001, 1057));
    assert.equal(db!.condition.kind, 'ok');
  });
});
