import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../test/kill/checker.ts';
import { BLOCK_ROWS, FIRST_STEP, LENGTHS, STEP_MS, type Fleet } from '../../test/kill/rows.ts';
import { writeRows } from '../../test/kill/write-rows.ts';
import { FailingFiles, type Failing } from '../../test/failing-files.ts';
import { MemoryFiles } from '../../test/memory-files.ts';
import type { Files } from './disk/files.ts';
import { openStorage } from './open.ts';
import type { ArchiveLength, DatabaseStorage, StorageOptions } from './types.ts';

const FLEET: Fleet = { steady: 2, comingAndGoing: 2 };
const DIRECTORY = '/rrd';
const LAST_STEP = FIRST_STEP + 30;
const options = { directory: DIRECTORY, stepMs: STEP_MS, lengths: LENGTHS, blockRows: BLOCK_ROWS };

/** What a process leaves that appended rows and was killed. */
async function left(): Promise<Map<string, Uint8Array>> {
  const files = new MemoryFiles();
  const db = await openStorage({ ...options, files });
  await writeRows(db, FLEET, LAST_STEP, () => {});
  await db.flush();
  return files.left();
}

/** The last record of the journal is cut off, and a copy of what was there does not fit on the disk. */
function torn(whole: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const found = new Map(whole);
  const path = [...found.keys()].findLast((name) => name.includes(`/${STEP_MS}/open-`))!;
  found.set(path, found.get(path)!.slice(0, -3));
  return found;
}

const killed = await left();
const lengths: readonly ArchiveLength[] = [
  ...LENGTHS,
  { rowMs: 8 * STEP_MS, rows: 50, cfs: ['AVERAGE'], xff: 0.5 },
];

/** Every how many calls fail in turn: with CASES set each of them. */
const STRIDE = process.env['CASES'] ? 1 : 8;
/** What fails, and which calls after it. */
const kinds: readonly Pick<Failing, 'code' | 'forever'>[] = [
  { code: 'EMFILE', forever: false },
  { code: 'EIO', forever: false },
  { code: 'ENOSPC', forever: true },
];

describe('openStorage', () => {
  const f = (
    what: string,
    found: ReadonlyMap<string, Uint8Array>,
    takenMs: number,
    other: Partial<StorageOptions> = {},
  ): void => {
    const openAndClose = async (files: Files): Promise<void> => {
      const db = await openStorage({ ...options, ...other, files });
      await db.close();
    };
    for (const [first, kind] of kinds.entries()) {
      const { code, forever } = kind;
      it(`leaves no handle, no lock and all rows when ${forever ? 'all calls fail from any on' : 'any call fails'} with ${code}, ${what}`, async () => {
        const whole = new FailingFiles(new MemoryFiles(found));
        await openAndClose(whole);
        let failed = 0;
        for (let call = first; call < whole.calls; call += STRIDE)
          failed += await openFailing({ ...kind, call });
        assert.ok(failed > 0, `${failed} of ${whole.calls}`);
      });
    }

    const openFailing = async (failing: Failing): Promise<number> => {
      const memory = new MemoryFiles(found);
      const files = new FailingFiles(memory, failing);
      const failed = await openAndClose(files).then(() => 0, (error: unknown) => checkCode(error, failing)); // prettier-ignore
      assert.deepEqual(files.handles, [], JSON.stringify(failing));
      // The process can try again.
      await openAndClose(memory);
      assert.equal(await memory.read(`${DIRECTORY}/lock`), null, JSON.stringify(failing));
      await check({ directory: DIRECTORY, takenMs, fleet: FLEET, files: memory });
      return failed;
    };
  };
  f('after kill -9', killed, LAST_STEP * STEP_MS);
  f('with a record that is cut off', torn(killed), (LAST_STEP - 1) * STEP_MS);
  f('with rows of another length', killed, LAST_STEP * STEP_MS, { lengths });
  f('with a stale lock', new Map(killed).set(`${DIRECTORY}/lock`, Buffer.from('{}')), LAST_STEP * STEP_MS);
  f('where there is nothing', new Map(), 0);

  it('is broken off by its signal in any turn, and leaves no handle, no lock and all rows', async () => {
    let turns = 0;
    for (let db: DatabaseStorage | null = null; !db; turns += 1) {
      const memory = new MemoryFiles(killed);
      const files = new FailingFiles(memory);
      const stop = new AbortController();
      abortAfter(turns, stop);
      db = await openStorage({ ...options, files, signal: stop.signal }).catch((error: unknown) => {
        assert.equal(error, stop.signal.reason);
        return null;
      });
      await db?.close();
      assert.deepEqual(files.handles, [], String(turns));
      assert.equal(await memory.read(`${DIRECTORY}/lock`), null, String(turns));
      const takenMs = LAST_STEP * STEP_MS;
      await check({ directory: DIRECTORY, takenMs, fleet: FLEET, files: memory });
    }
    assert.ok(turns > 4, String(turns));
  });
});

function abortAfter(turns: number, stop: AbortController): void {
  setImmediate(() => (turns === 0 ? stop.abort() : abortAfter(turns - 1, stop)));
}

function checkCode(error: unknown, { code }: Failing): 1 {
  // Closing has one of several.
  const { suppressed, code: own } = error as { suppressed?: unknown; code?: unknown };
  assert.equal(suppressed ? code : own, code, String((error as Error).stack));
  return 1;
}
