import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailingFiles } from '../../../test/failing-files.ts';
import { MemoryFiles } from '../../../test/memory-files.ts';
import {
  append,
  FIRST,
  LAST,
  LENGTHS,
  lostOf,
  made,
  openSmall,
  read,
  STEP_MS,
} from '../../../test/small-database.ts';
import { openStorage } from '../open.ts';
import type { ReadRows } from '../types.ts';

const wanted = await read(await openSmall(new MemoryFiles(await made(true))));

describe('openStorage', () => {
  for (const close of [true, false]) {
    it(`reports each file that was removed and had rows, ${close ? 'closed' : 'killed'}`, async () => {
      const whole = await made(close);
      let lossy = 0;
      for (const path of whole.keys()) {
        const found = new Map(whole);
        found.delete(path);
        const db = await openSmall(new MemoryFiles(found));
        const lost = lostOf(wanted, await read(db));
        assert.ok(lost === 0 || db.repairs.length > 0, `${lost} values are lost with ${path}`);
        if (lost > 0) lossy += 1;
        if (path.includes('/5000/'))
          assert.ok(
            db.repairs.some(({ rowsLost }) => rowsLost > 0),
            path,
          );
      }
      // Three blocks, two segments, the names; the checkpoint has open rows only.
      assert.ok(lossy >= 6, String(lossy));
    });

    it(`reports a directory of rows that was removed, ${close ? 'closed' : 'killed'}`, async () => {
      for (const length of ['5000', '20000']) {
        const found = new Map([...(await made(close))].filter(([path]) => !path.includes(`/${length}/`)));
        const db = await openSmall(new MemoryFiles(found));
        assert.deepEqual(db.repairs.map(({ file }) => file), [`/rrd/${length}`]); // prettier-ignore
      }
    });
  }

  it('reports nothing where nothing was removed, also after many blocks have run out and rows were skipped', async () => {
    const files = new MemoryFiles();
    let db = await openSmall(files);
    db.add(['a']);
    for (let step = LAST; step < LAST + 400; step += step % 50 === 0 ? 30 : 1) await append(db, step);
    for (let times = 0; times < 3; times += 1) {
      const killed = await openSmall(new MemoryFiles(files.left()));
      assert.deepEqual(killed.repairs, []);
      await db.close();
      db = await openSmall(files);
      assert.deepEqual(db.repairs, []);
      db.add(['a']);
      await append(db, LAST + 500 + times * 7);
    }
  });

  it('makes what cannot be read unknown with its reason, and a condition that ends', async () => {
    const memory = new MemoryFiles(await made(false));
    const files = new FailingFiles(memory);
    const db = await openStorage({ directory: '/rrd', stepMs: STEP_MS, lengths: LENGTHS, blockRows: 5, files, unreadable: 77 }); // prettier-ignore
    const query = { rowMs: STEP_MS, cf: 'AVERAGE', names: ['always'], reasons: true } as const;
    const all = (): Promise<ReadRows> =>
      db.read({ ...query, fromMs: (FIRST - 1) * STEP_MS, toMs: LAST * STEP_MS });
    files.failing = { call: files.calls, code: 'EIO', forever: true };
    const failed = await all();
    assert.ok(failed.values.every(Number.isNaN));
    const reasons = [...failed.reasons!];
    assert.deepEqual(new Set(reasons.toSpliced(9, 1)), new Set([77]));
    assert.equal(db.condition.kind, 'failing');
    assert.match(db.condition.reason!, /^Cannot read '\/rrd\/5000\/.*EIO/);
    files.failing = null;
    const again = await all();
    assert.deepEqual([...again.values].filter(Number.isNaN).length, 1);
    assert.deepEqual([db.condition.kind, db.repairs], ['ok', []]);
  });

  it('continues without a block that the disk does not give when it is opened, and with it when it does', async () => {
    const whole = await made(false);
    const memory = new MemoryFiles(whole);
    let broken = true;
    const path = '/rrd/5000/1005.block';
    const files = new Proxy(memory, {
      get: (target, name: 'open') =>
        name === 'open'
          ? async (...args: Parameters<MemoryFiles['open']>) => {
              const file = await target.open(...args);
              const reading: typeof file.read = (...rest) =>
                broken && args[0] === path
                  ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 }))
                  : file.read(...rest);
              return { ...file, read: reading };
            }
          : (target[name] as unknown as () => void).bind(target),
    });
    const db = await openSmall(files);
    assert.deepEqual(db.repairs.map(({ file }) => file), [path]); // prettier-ignore
    assert.equal(lostOf(wanted, await read(db)), 5 + 4);
    broken = false;
    assert.equal(lostOf(wanted, await read(db)), 0);
    assert.equal(db.condition.kind, 'ok');
  });
});
