import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FormatError, LockedError, UpdateError } from '../error.ts';
import type { Files } from './disk/files.ts';
import { openStorage } from './open.ts';
import { files, lengths, numbers, ScratchDatabase, STEP } from './test-database.ts';
import type { DatabaseStorage } from './types.ts';

describe('openStorage', () => {
  let scratch: ScratchDatabase;
  let directory: string;
  let db: DatabaseStorage | null;
  const open: ScratchDatabase['open'] = async (options) => (db = await scratch.open(options));
  const append: ScratchDatabase['append'] = (...row) => scratch.append(...row);
  const read: ScratchDatabase['read'] = (...query) => scratch.read(...query);
  beforeEach(async () => {
    scratch = await ScratchDatabase.make();
    directory = scratch.directory;
  });
  afterEach(async () => {
    db = null;
    await scratch[Symbol.asyncDispose]();
  });

  it('gives rows back from memory, segments and blocks, also after it was closed', async () => {
    await open();
    assert.deepEqual([...db!.add(['a', 'b'])], [0, 1]);
    for (let at = 1001; at <= 1035; at += 1) assert.equal(await append(at, at), 'accepted');
    await db!.flush();
    assert.deepEqual(await readdir(join(directory, '5000')), [
      '1001.block',
      '1010.block',
      '1020.block',
      'open-1030',
    ]);
    for (let tries = 0; tries < 2; tries += 1) {
      assert.deepEqual((await read('b', 1001, 1035)).values, numbers(1001, 1035));
      const minutes = await read('a', 1001, 1035, { rowMs: 4 * STEP, cf: 'MAX' });
      assert.deepEqual(minutes.values, [NaN, 1004, 1008, 1012, 1016, 1020, 1024, 1028, 1032].slice(1));
      assert.equal(db!.lastMs, 1035 * STEP);
      assert.equal(db!.oldestMs(STEP), 1001 * STEP);
      assert.deepEqual(db!.repairs, []);
      await db!.close();
      await open();
    }
    assert.deepEqual([...db!.add(['b', 'a'])], [1, 0]);
    assert.equal(await append(1036, 1036), 'accepted');
    const half = await read('a', 1001, 1040, { rowMs: 4 * STEP });
    assert.equal(half.values.at(-2), (1033 + 1034 + 1035 + 1036) / 4);
  });

  it('continues with the history of a series that was retired, and gives its column to another when it may', async () => {
    await open();
    db!.add(['a', 'b']);
    for (let at = 1001; at <= 1005; at += 1) await append(at, at);
    db!.retire([0]);
    assert.throws(() => db!.retire([0]), RangeError);
    for (let at = 1006; at <= 1050; at += 1) {
      // The longest open row ends at 1040.
      if (at === 1030) assert.deepEqual([...db!.add(['c'])], [2]);
      if (at === 1045) assert.deepEqual([...db!.add(['d'])], [0]);
      await append(at, at, 7);
    }
    assert.deepEqual([...db!.add(['a'])], [3]);
    for (let at = 1051; at <= 1052; at += 1) await append(at, at);
    for (let tries = 0; tries < 2; tries += 1) {
      assert.deepEqual((await read('a', 1004, 1007)).values, [1004, 1005, NaN, NaN]);
      assert.deepEqual((await read('a', 1049, 1052)).values, [NaN, NaN, 1051, 1052]);
      assert.deepEqual((await read('d', 1044, 1046)).values, [NaN, 1045, 1046]);
      assert.deepEqual((await read('c', 1029, 1031)).values, [NaN, 1030, 1031]);
      assert.equal((await read('a', 1001, 1040, { rowMs: 40 * STEP })).values[0], NaN);
      assert.deepEqual([...db!.names()].sort(), ['a', 'b', 'c', 'd']);
      await db!.close();
      await open();
    }
  });

  it('reads the same from memory and from files', async () => {
    const query = { rowMs: 4 * STEP, cf: 'AVERAGE' } as const;
    await open({
      recentRows: new Map([
        [STEP, 7],
        [4 * STEP, 20],
      ]),
    });
    db!.add(['a', 'b']);
    const names = ['a', 'b', 'c', 'd', 'none'];
    const all = async (): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const [from, to] of [
        [1001, 1160],
        [1100, 1120],
        [1110, 1160],
        [1156, 1160],
      ] as const) {
        for (const name of names) found.push(await read(name, from, to), await read(name, from, to, query));
      }
      return found;
    };
    for (let at = 1001; at <= 1158; at += 1) {
      if (at === 1030) db!.retire([0]);
      // It comes back into another column, while its own has another series.
      if (at === 1100) db!.add(['c']);
      if (at === 1120) db!.add(['a']);
      if (at === 1157) db!.add(['d']);
      if (at % 50 > 45) continue;
      await append(at, at % 9 === 0 ? NaN : at, at % 4);
    }
    const fromMemory = await all();
    await db!.close();
    await open();
    assert.deepEqual(fromMemory, await all());
  });

  it('gives the reason why there are no rows where steps were skipped', async () => {
    await open();
    db!.add(['a']);
    await append(1001, 1);
    await append(1002, NaN, 4);
    await append(1006, 6, 0, 3);
    await append(1050, 50, 0, 5);
    for (let tries = 0; tries < 2; tries += 1) {
      const { values, reasons } = await read('a', 1000, 1007);
      assert.deepEqual(values, [NaN, 1, NaN, NaN, NaN, NaN, 6, NaN]);
      assert.deepEqual(reasons, [0, 0, 4, 3, 3, 3, 0, 5]);
      assert.deepEqual((await read('a', 1030, 1033)).reasons, [5, 5, 5, 5]);
      await db!.flush();
      await db!.close();
      await open();
    }
  });

  it('takes no row twice, and none of a clock that is a little behind', async () => {
    await open({ nowMs: () => 77 });
    db!.add(['a']);
    await append(1010, 1);
    assert.equal(await append(1010, 2), 'repeated');
    assert.equal(db!.condition.kind, 'ok');
    assert.equal(await append(1009, 2), 'backwards');
    assert.deepEqual(db!.condition, {
      kind: 'clock-behind',
      reason: 'the clock is 5000 ms behind the newest row',
      sinceMs: 77,
      pendingRows: 0,
      droppedRows: 0,
    });
    assert.equal(await append(1011, 3), 'accepted');
    assert.equal(db!.condition.kind, 'ok');
    assert.deepEqual((await read('a', 1009, 1011)).values, [NaN, 1, 3]);
  });

  it('keeps all rows and writes nothing of the time between when the clock goes ahead a year', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1030; at += 1) await append(at, at);
    const year = 1030 + (365 * 86_400_000) / STEP;
    for (let at = year; at < year + 15; at += 1) await append(at, at, 0, 6);
    await db!.flush();
    for (let tries = 0; tries < 2; tries += 1) {
      assert.equal(db!.oldestMs(STEP), 1001 * STEP);
      assert.deepEqual((await read('a', 1028, 1033)).values, [1028, 1029, 1030, NaN, NaN, NaN]);
      assert.deepEqual(await read('a', year - 2, year), { values: [NaN, NaN, year], reasons: [6, 6, 0] });
      const hours = await read('a', 1201, 1240, { rowMs: 40 * STEP });
      assert.deepEqual(hours, { values: [NaN], reasons: [6] });
      assert.ok((await readdir(join(directory, '5000'))).length < 8);
      await db!.close();
      await open();
    }
  });

  const f = (code: string, kind: string): void => {
    it(`reports ${kind} after ${code}, keeps what rows it can and recovers by itself`, async () => {
      let broken = false;
      const check = async (): Promise<void> => {
        if (broken) throw Object.assign(new Error(`${code}: it cannot`), { code });
      };
      const failing: Files = {
        ...files,
        open: async (path, mode) => {
          if (mode !== 'read') await check();
          const file = await files.open(path, mode);
          return {
            ...file,
            write: async (bytes, position) => {
              // What a full disk does: some of it is written.
              if (broken) await file.write(bytes.subarray(0, 5), position);
              await check();
              await file.write(bytes, position);
            },
          };
        },
      };
      await open({ files: failing, nowMs: () => 5 });
      db!.add(['a']);
      for (let at = 1001; at <= 1005; at += 1) await append(at, at);
      broken = true;
      for (let at = 1006; at <= 1130; at += 1) assert.equal(await append(at, at), 'accepted');
      const reason = `${code}: it cannot`;
      const waiting = { kind, reason, sinceMs: 5, pendingRows: 120, droppedRows: 5 };
      assert.deepEqual(db!.condition, waiting);
      assert.deepEqual((await read('a', 1004, 1013)).values, [
        1004,
        1005,
        1006,
        NaN,
        NaN,
        NaN,
        NaN,
        NaN,
        1012,
        1013,
      ]);
      broken = false;
      // Its row comes to those that wait before they are tried again.
      await append(1131, 1131);
      assert.deepEqual(db!.condition, {
        kind: 'ok',
        reason: null,
        sinceMs: null,
        pendingRows: 0,
        droppedRows: 6,
      });
      await db!.flush();
      for (let tries = 0; tries < 2; tries += 1) {
        assert.deepEqual((await read('a', 1072, 1131)).values, numbers(1072, 1131));
        const minutes = await read('a', 1013, 1131, { rowMs: 4 * STEP, cf: 'MAX' });
        assert.deepEqual(
          minutes.values,
          numbers(254, 282).map((row) => row * 4),
        );
        await db!.close();
        await open();
        assert.deepEqual(db!.repairs, []);
      }
    });
  };
  f('ENOSPC', 'disk-full');
  f('EROFS', 'read-only');
  f('EIO', 'failing');

  it('writes rows while a sync is slow, and reports when it cannot', async () => {
    let broken: Error | null = null;
    let release = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Files = {
      ...files,
      open: async (path, mode) => {
        const isJournal = path.includes('open-');
        const sync = async (): Promise<void> => {
          if (!isJournal) return;
          await waiting;
          if (broken) throw broken;
        };
        return { ...(await files.open(path, mode)), sync };
      },
    };
    await open({ files: slow });
    db!.add(['a']);
    for (let at = 1001; at <= 1009; at += 1) await append(at, at);
    assert.equal(db!.condition.pendingRows, 0);
    broken = Object.assign(new Error('EIO: it cannot'), { code: 'EIO' });
    release();
    await db!.flush();
    assert.deepEqual([db!.condition.kind, db!.condition.reason], ['failing', 'EIO: it cannot']);
    broken = null;
    await append(1010, 1010);
    await db!.flush();
    await append(1011, 1011);
    assert.equal(db!.condition.kind, 'ok');
  });

  it('continues with other archives: those that are kept, a new one, and one that runs out', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1038; at += 1) await append(at, at);
    await db!.close();
    const [steps, minutes] = lengths;
    const changed = [
      { ...steps, rows: 30 },
      { ...minutes, rowMs: 8 * STEP, cfs: ['MAX'] },
      { ...lengths[2], xff: 0 },
    ] as const;
    await open({ lengths: changed });
    db!.add(['a']);
    for (let at = 1039; at <= 1048; at += 1) await append(at, at);
    assert.deepEqual((await read('a', 1030, 1048)).values, numbers(1030, 1048));
    const former = await read('a', 1021, 1048, { rowMs: 4 * STEP, cf: 'MIN' });
    assert.deepEqual(former.values, [1021, 1025, 1029, 1033, NaN, NaN, NaN]);
    const fresh = await read('a', 1033, 1048, { rowMs: 8 * STEP, cf: 'MAX' });
    // The row that was open when it came knows too little.
    assert.deepEqual(fresh.values, [NaN, 1048]);
    const older = await read('a', 1001, 1032, { rowMs: 8 * STEP, cf: 'MAX' });
    assert.deepEqual(older.values, [1008, 1016, 1024, 1032]);
    const longest = await read('a', 1001, 1040, { rowMs: 40 * STEP });
    assert.deepEqual(longest.values, [(1001 + 1040) / 2]);
    for (let at = 1049; at <= 1300; at += 1) await append(at, at);
    await db!.flush();
    assert.deepEqual(await readdir(join(directory, '20000')), []);
    assert.equal(db!.oldestMs(STEP), 1270 * STEP);
  });

  it('continues with another step', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1038; at += 1) await append(at, at);
    await db!.close();
    await open({ stepMs: 2 * STEP, lengths: [{ ...lengths[0], rowMs: 2 * STEP }, lengths[1], lengths[2]] });
    db!.add(['a']);
    for (let at = 1040; at <= 1080; at += 2) assert.equal(await append(at, at), 'accepted');
    const minutes = await read('a', 1033, 1048, { rowMs: 4 * STEP, cf: 'MAX' });
    assert.deepEqual(minutes.values, [1036, 1040, 1044, 1048]);
    assert.deepEqual((await read('a', 1037, 1040)).values, [1037, 1038, NaN, NaN]);
    const finest = await read('a', 1037, 1042, { rowMs: 2 * STEP });
    assert.deepEqual(finest.values, [(1037 + 1038) / 2, 1040, 1042]);
  });

  it('refuses what is no row', async () => {
    await open();
    db!.add(['a']);
    await assert.rejects(db!.append(1, Float64Array.of(1), Uint8Array.of(0), 0), UpdateError);
    await assert.rejects(db!.append(STEP, Float64Array.of(), Uint8Array.of(0), 0), UpdateError);
  });

  it('keeps as many rows as asked for, and forgets series without any', async () => {
    await open();
    db!.add(['old', 'new']);
    for (let at = 1001; at <= 1010; at += 1) await append(at, at);
    db!.retire([0]);
    for (let at = 1011; at <= 1200; at += 1) await append(at, at);
    await db!.flush();
    assert.equal(db!.oldestMs(STEP), 1140 * STEP);
    assert.equal(db!.oldestMs(40 * STEP), 1040 * STEP);
    assert.deepEqual([...db!.names()], ['old', 'new']);
    for (let at = 1201; at <= 2000; at += 1) await append(at, at);
    await db!.flush();
    assert.deepEqual([...db!.names()], ['new']);
  });

  it('repairs a journal that is cut off and reports it', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1005; at += 1) await append(at, at);
    await db!.close();
    const path = join(directory, '5000', 'open-1001');
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -3));
    await rm(join(directory, 'state'));
    await open();
    assert.deepEqual(db!.repairs, [{ file: path, problem: 'the last record is cut off', rowsLost: 1 }]);
    db!.add(['a']);
    assert.equal(await append(1006, 1006), 'accepted');
    assert.deepEqual((await read('a', 1003, 1006)).values, [1003, 1004, NaN, 1006]);
  });

  it('reports a damaged block, and reads all others', async () => {
    await open();
    db!.add(['a']);
    for (let at = 1001; at <= 1045; at += 1) await append(at, at);
    await db!.flush();
    const path = join(directory, '5000', '1020.block');
    const bytes = await readFile(path);
    bytes[42]! ^= 1;
    await writeFile(path, bytes);
    for (let tries = 0; tries < 2; tries += 1) {
      const { values } = await read('a', 1018, 1032);
      assert.deepEqual(values, [1018, 1019, ...Array<number>(10).fill(NaN), 1030, 1031, 1032]);
    }
    assert.deepEqual(
      db!.repairs.map(({ file }) => file),
      [path],
    );
  });

  it('is opened by one process at a time', async () => {
    await open();
    await assert.rejects(openStorage({ directory, stepMs: STEP, lengths }), LockedError);
  });

  it('changes nothing in a directory of a later version', async () => {
    await writeFile(join(directory, 'rrd.json'), '{"format":"virtscope-rrd","version":3}');
    await assert.rejects(open(), (error) => error instanceof FormatError && error.code === 'FORMAT_NEWER');
    assert.deepEqual(await readdir(directory), ['rrd.json']);
  });

  it('knows nothing of longer rows that were complete before there was any series', async () => {
    await open({ recentRows: new Map([[4 * STEP, 20]]) });
    for (let at = 1001; at <= 1004; at += 1) await append(at, at);
    db!.add(['a']);
    for (let at = 1005; at <= 1012; at += 1) await append(at, at);
    const { values } = await read('a', 1001, 1012, { rowMs: 4 * STEP });
    assert.deepEqual(values, [NaN, 1006.5, 1010.5]);
  });

  it('takes the first row of more series than a call can have arguments, added at once or not', async () => {
    await open({ recentRows: new Map([[4 * STEP, 20]]) });
    const names = numbers(1, 200_000).map((number) => `s${number}`);
    db!.add(names.slice(0, 150_000));
    for (let from = 150_000; from < names.length; from += 500) db!.add(names.slice(from, from + 500));
    assert.equal(await append(1001, 7), 'accepted');
    assert.deepEqual((await read('s200000', 1001, 1001)).values, [7]);
    db!.add(names.map((name) => `other ${name}`));
    assert.equal(await append(1002, 8), 'accepted');
    assert.deepEqual((await read('other s200000', 1001, 1002)).values, [NaN, 8]);
  });
});
