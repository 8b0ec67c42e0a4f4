import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { FailingFiles } from '../../test/failing-files.ts';
import { MemoryFiles } from '../../test/memory-files.ts';
import { append, LAST, lostOf, made, madeByFormer, openSmall, read } from '../../test/small-database.ts';
import { FormatError } from '../error.ts';
import type { Repair } from './segment/load-segment.ts';
import type { DatabaseStorage } from './types.ts';

const wanted = await read(await openSmall(new MemoryFiles(await made(true))));

/** What was reported and how many values are lost with some files in a directory; none may be wrong. */
async function opened(found: ReadonlyMap<string, Uint8Array>): Promise<{
  db: DatabaseStorage;
  files: MemoryFiles;
  repairs: readonly Repair[];
  lost: number;
}> {
  const files = new MemoryFiles(found);
  const db = await openSmall(files);
  return { db, files, lost: lostOf(wanted, await read(db)), repairs: db.repairs };
}

describe('openStorage', () => {
  for (const close of [true, false]) {
    const how = close ? 'closed' : 'killed';

    it(`takes no file of another database for its own, ${how}`, async () => {
      const own = await made(close);
      for (const [path, bytes] of await made(close, 1_000_000)) {
        const name = basename(path);
        if (name === 'rrd.json') continue;
        const { repairs, files, db } = await opened(new Map(own).set(path, bytes));
        const moved = path.replace('/rrd/', '/rrd/aside/foreign/');
        assert.deepEqual(files.left().get(moved), bytes, path);
        assert.ok(
          repairs.some(
            ({ file, problem }) => file === path && problem.includes('belongs to another database'),
          ),
          JSON.stringify([path, repairs]),
        );
        await append(db, LAST + 1);
        await db.close();
        const again = await opened(files.left());
        assert.ok(!again.repairs.some(({ problem }) => problem.includes('another database')), path);
      }
    });

    it(`refuses the settings of another database, ${how}, and changes nothing`, async () => {
      const found = new Map(await made(close)).set('/rrd/rrd.json', (await made(true)).get('/rrd/rrd.json')!);
      const files = new MemoryFiles(found);
      await assert.rejects(openSmall(files), {
        code: 'FORMAT_INVALID',
        message: "Cannot read '/rrd/rrd.json': series.log and state belong to another database",
      });
      assert.deepEqual(files.left(), found);
    });

    it(`knows its own files without settings, ${how}`, async () => {
      const found = new Map(await made(close));
      found.delete('/rrd/rrd.json');
      const { lost, repairs } = await opened(found);
      assert.deepEqual([lost, repairs], [0, []]);
    });

    it(`opens a directory of version 1, ${how}, and gives all its files an identity`, async () => {
      const { db, files, lost, repairs } = await opened(await madeByFormer(close));
      assert.deepEqual([lost, repairs], [0, []]);
      await append(db, LAST + 1);
      await db.close();
      const again = await opened(files.left());
      assert.deepEqual([again.lost, again.repairs], [0, []]);
      assert.equal(again.db.lastMs, (LAST + 1) * 5000);
      // A block of version 1 that was not there is a stranger.
      const found = new Map(files.left());
      const block = (await madeByFormer(close)).get('/rrd/5000/1005.block')!.slice();
      block[block.length - 8]! ^= 1;
      const strange = await opened(found.set('/rrd/5000/1005.block', block));
      assert.match(strange.repairs[0]!.problem, /belongs to another database/);
    });

    it(`upgrades a directory of version 1, ${how}, also where it dies or fails in any call`, async () => {
      const found = await madeByFormer(close);
      const whole = new MemoryFiles(found);
      await openSmall(whole);
      for (let call = 0; call < whole.calls; call += 1) {
        const files = new MemoryFiles(found, { call, part: call % 2 === 0 ? 0 : 0.5 });
        await Promise.race([openSmall(files), files.stopped]);
        const { lost, repairs } = await opened(files.left());
        assert.deepEqual([lost, repairs], [0, []], `call ${call}`);
      }
      const counted = new FailingFiles(new MemoryFiles(found));
      await openSmall(counted);
      for (let call = 0; call < counted.calls; call += 1) {
        const memory = new MemoryFiles(found);
        const files = new FailingFiles(memory, { call, code: 'ENOSPC', forever: true });
        await openSmall(files).catch((error: unknown) => assert.ok(!(error instanceof FormatError)));
        const { lost, repairs } = await opened(memory.left());
        assert.deepEqual([lost, repairs], [0, []], `call ${call}`);
      }
    });
  }

  it('reads nothing of a block of another database that comes while it is open', async () => {
    const files = new MemoryFiles(await made(false));
    const db = await openSmall(files);
    const path = '/rrd/5000/1005.block';
    const file = await files.open(path, 'create');
    await file.write((await made(false, 1_000_000)).get(path)!, 0);
    assert.equal(lostOf(wanted, await read(db)), 5 + 4);
    assert.deepEqual(
      db.repairs.map((repair) => [repair.file, repair.problem]),
      [[path, `Cannot read '${path}': it belongs to another database`]],
    );
  });

  it('takes no rows of another length for its own', async () => {
    const own = await made(false);
    const found = new Map(own).set('/rrd/20000/240.block', own.get('/rrd/5000/1005.block')!);
    found.set('/rrd/20000/open-260', own.get('/rrd/5000/open-1015')!);
    const { lost, repairs } = await opened(found);
    assert.equal(lost, 0);
    assert.deepEqual(repairs.map(({ file }) => file).toSorted(), [
      '/rrd/20000/240.block',
      '/rrd/20000/open-260',
    ]);
  });
});
