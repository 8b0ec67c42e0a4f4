import assert from 'node:assert/strict';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FailingFiles } from '../../../test/failing-files.ts';
import { MemoryFiles } from '../../../test/memory-files.ts';
import { append, FIRST, LAST, lostOf, made, openSmall, read } from '../../../test/small-database.ts';
import { nodeFiles, type Files } from './files.ts';
import type { DatabaseStorage } from '../types.ts';

const wanted = await read(await openSmall(new MemoryFiles(await made(true))));
/** The last row before something happens to the directory. */
const BEFORE = 1013;

/** Rows of the small database from one on, as `made` appends them. */
async function appendFrom(db: DatabaseStorage, first: number, last: number): Promise<void> {
  if (first === FIRST) db.add(['always', 'first']);
  for (let step = first; step <= last; step += 1) {
    if (step === 1009) db.retire([1]);
    if (step === 1012) db.add(['later']);
    if (step !== 1010) await append(db, step);
  }
}

/** Values since something happened that are not known. */
async function lostSince(db: DatabaseStorage): Promise<number> {
  const found = await read(db);
  const steps = LAST - FIRST + 1;
  const own = found.get('5000 AVERAGE')!;
  const isSince = (i: number): boolean => i % steps > BEFORE - FIRST;
  lostOf(wanted, found);
  return wanted.get('5000 AVERAGE')!.filter((value, i) => isSince(i) && !Object.is(value, own[i])).length;
}

describe('FileStorage', () => {
  type Happens = (files: MemoryFiles) => Promise<void>;
  const f = (what: string, happens: Happens, rowsLost: number): void => {
    it(`continues with a complete directory when ${what}`, async () => {
      const files = new MemoryFiles();
      const db = await openSmall(files);
      await appendFrom(db, FIRST, BEFORE);
      await db.flush();
      await happens(files);
      await appendFrom(db, BEFORE + 1, LAST);
      await db.flush();
      assert.equal(db.condition.kind, 'ok', String(db.condition.reason));
      assert.equal(await lostSince(db), 0);
      const [repair, ...others] = db.repairs.filter(({ file }) => file === '/rrd');
      assert.match(repair!.problem, /removed or replaced while it was open/);
      assert.deepEqual([repair!.rowsLost, others], [rowsLost, []]);
      const killed = await openSmall(new MemoryFiles(files.left()));
      assert.equal(await lostSince(killed), 0);
      await db.close();
      const again = await openSmall(new MemoryFiles(files.left()));
      assert.equal(await lostSince(again), 0);
      assert.ok(rowsLost > 0 || lostOf(wanted, await read(again)) === 0);
    });
  };
  f('it is removed', async (files) => files.move('/rrd', null), 9);
  f('it is moved', async (files) => files.move('/rrd', '/moved'), 9);
  f(
    'it is replaced by a copy of itself',
    async (files) => {
      const found = [...files.left()];
      files.move('/rrd', null);
      await put(files, found);
    },
    0,
  );
  f(
    'it is replaced by that of another database',
    async (files) => {
      files.move('/rrd', null);
      await put(files, [...(await made(true, 1_000_000))]);
    },
    9,
  );
  for (const name of ['rrd.json', 'series.log', 'lock', '5000/open-1011', '20000/open-251']) {
    f(`its ${name} is removed`, (files) => files.remove(`/rrd/${name}`), 0);
    f(
      `its ${name} is replaced by another file`,
      (files) => put(files, [[`/rrd/${name}`, Buffer.from('{}')]]),
      0,
    );
  }

  it('moves the files of another database aside that has taken its place', async () => {
    const files = new MemoryFiles();
    const db = await openSmall(files);
    await appendFrom(db, FIRST, BEFORE);
    files.move('/rrd', null);
    const other = await made(true, 1_000_000);
    await put(files, [...other]);
    await appendFrom(db, BEFORE + 1, LAST);
    for (const name of ['rrd.json', 'series.log', 'state']) {
      assert.deepEqual(files.left().get(`/rrd/aside/foreign/${name}`), other.get(`/rrd/${name}`));
    }
  });

  it('writes nothing into a directory that another process has locked, and reports it', async () => {
    const files = new MemoryFiles();
    const db = await openSmall(files);
    await appendFrom(db, FIRST, BEFORE);
    // Blocks that are sealed in the background would write during the comparison.
    await db.flush();
    files.move('/rrd', '/moved');
    const other = await openSmall(files);
    await other.flush();
    const found = files.left();
    await appendFrom(db, BEFORE + 1, LAST);
    assert.match(db.condition.reason!, /process \d+ holds it/);
    assert.deepEqual(files.left(), found);
    assert.equal(db.condition.pendingRows, 5);
    await other.close();
    await db.flush();
    assert.deepEqual([db.condition.kind, db.condition.pendingRows], ['ok', 0]);
    await db.close();
  });

  it('writes what is missing when it can, where any call fails', async () => {
    let calls = Infinity;
    for (let call = 0; call < calls; call += 1) {
      const memory = new MemoryFiles();
      const files = new FailingFiles(memory);
      const db = await openSmall(files);
      await appendFrom(db, FIRST, BEFORE);
      await db.flush();
      memory.move('/rrd', null);
      const before = files.calls;
      files.failing = { call: before + call, code: 'EIO', forever: true };
      await appendFrom(db, BEFORE + 1, BEFORE + 1);
      files.failing = null;
      calls = files.calls - before;
      await appendFrom(db, BEFORE + 2, LAST);
      await db.close();
      assert.deepEqual(files.handles, []);
      const again = await openSmall(new MemoryFiles(memory.left()));
      assert.equal(await lostSince(again), 0, `call ${call}`);
      if (call > 200) break;
    }
  });

  it('finds out on a real file system', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rrd-guard-'));
    const directory = join(folder, 'rrd');
    const unsynced: Files = { ...nodeFiles, syncDirectory: () => Promise.resolve() };
    const db = await openSmall(unsynced, directory);
    await appendFrom(db, FIRST, BEFORE);
    await rename(directory, join(folder, 'moved'));
    await appendFrom(db, BEFORE + 1, BEFORE + 2);
    await cp(directory, join(folder, 'copy'), {
      recursive: true,
      filter: (path) => !path.endsWith('.socket'),
    });
    await rm(directory, { recursive: true });
    await rename(join(folder, 'copy'), directory);
    await appendFrom(db, BEFORE + 3, LAST);
    assert.equal(db.repairs.length, 2, JSON.stringify(db.repairs));
    await db.close();
    const again = await openSmall(unsynced, directory);
    assert.equal(await lostSince(again), 0);
    await again.close();
    await rm(folder, { recursive: true });
  });
});

async function put(files: Files, found: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  for (const [path, bytes] of found) {
    const file = await files.open(path, 'create');
    await file.write(bytes, 0);
    await file.close();
  }
}
