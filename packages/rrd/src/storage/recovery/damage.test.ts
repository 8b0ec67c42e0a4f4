import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { MemoryFiles } from '../../../test/memory-files.ts';
import { append, FIRST, LAST, lostOf, made, openSmall, read, STEP_MS } from '../../../test/small-database.ts';
import { FormatError } from '../../error.ts';
import type { DatabaseStorage } from '../types.ts';

const directories = [await made(true), await made(false)] as const;
const wanted = await read(await openSmall(new MemoryFiles(directories[0])));

/** What is wrong with a file, wherever `at` falls. */
type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'zero'; readonly at: number; readonly count: number }
  | { readonly kind: 'append'; readonly tail: Uint8Array };

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('zero' as const), at: fc.nat(), count: fc.nat(64) }),
  fc.record({ kind: fc.constant('append' as const), tail: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
);

function damaged(bytes: Uint8Array, what: Damage): Uint8Array {
  if (what.kind === 'append') return Buffer.concat([bytes, what.tail]);
  const at = what.at % Math.max(1, bytes.length);
  if (what.kind === 'cut') return bytes.slice(0, at);
  const changed = bytes.slice();
  if (what.kind === 'flip') changed[at]! ^= 1 << what.bit;
  else changed.fill(0, at, at + what.count);
  return changed;
}

const lost = (found: ReadonlyMap<string, readonly number[]>): number => lostOf(wanted, found);

describe('openStorage', () => {
  it('refuses what is damaged, or reports it and continues, with no row that is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1), fc.nat(), damage, async (directory, place, what) => {
        const whole = directories[directory]!;
        const path = [...whole.keys()].toSorted()[place % whole.size]!;
        const files = new MemoryFiles(new Map(whole).set(path, damaged(whole.get(path)!, what)));
        let db: DatabaseStorage;
        try {
          db = await openSmall(files);
        } catch (error) {
          assert.ok(error instanceof FormatError, String((error as Error).stack));
          return;
        }
        const cells = lost(await read(db));
        // A file that ends with a whole record is as one that never had more.
        const isReported = db.repairs.length > 0 || what.kind === 'cut';
        assert.ok(cells === 0 || isReported, `${cells} cells are lost with ${path}`);
        const from = Math.max(LAST + 1, db.lastMs / STEP_MS + 1);
        assert.equal(from, LAST + 1);
        db.add(['new', 'always']);
        for (let step = from; step < from + 7; step += 1) await append(db, step);
        await db.close();

        const again = await openSmall(files);
        const column = again.add(['new'])[0]!;
        const finest = (await read(again, ['new'], from + 6)).get(`${STEP_MS} AVERAGE`)!;
        const own = Array.from({ length: 7 }, (_, i) => from + i + column / 8);
        assert.deepEqual(finest, [...Array<number>(from - FIRST).fill(NaN), ...own]);
        await again.close();
      }),
      {
        numRuns: Number(process.env['CASES'] ?? 3000),
        interruptAfterTimeLimit: process.env['CASES'] ? Infinity : 2500,
      },
    );
  });

  const opened = async (path: string, bytes: Uint8Array | null): Promise<[DatabaseStorage, MemoryFiles]> => {
    const found = new Map(directories[1]);
    if (bytes) found.set(path, bytes);
    else found.delete(path);
    const files = new MemoryFiles(found);
    return [await openSmall(files), files];
  };
  const bytesOf = (path: string): Uint8Array => directories[1].get(path)!.slice();

  it('gives a new series no rows of one whose name is lost', async () => {
    const [db] = await opened('/rrd/series.log', null);
    assert.deepEqual(db.repairs, [{ file: '/rrd/series.log', problem: 'it is missing', rowsLost: 0 }]);
    db.add(['new']);
    const finest = (await read(db, ['new'], LAST)).get(`${STEP_MS} AVERAGE`)!;
    assert.ok(finest.every(Number.isNaN));
  });

  it('takes no row number from a block whose ends have different ones', async () => {
    const path = '/rrd/5000/1005.block';
    const bytes = bytesOf(path);
    bytes[19] = 1;
    const [db] = await opened(path, bytes);
    assert.deepEqual(db.repairs.map(({ file }) => file), [path]); // prettier-ignore
    assert.equal(db.lastMs, LAST * STEP_MS);
    assert.equal(lost(await read(db)), 5 + 4);
  });

  it('keeps what a segment had behind a record that is damaged', async () => {
    const path = '/rrd/5000/open-1015';
    const bytes = bytesOf(path);
    bytes[90]! ^= 1;
    const [db, files] = await opened(path, bytes);
    const [repair] = db.repairs;
    assert.deepEqual([repair!.file, repair!.problem], [path, 'the checksum of a record is wrong']);
    assert.deepEqual(files.left().get('/rrd/aside/damaged/5000/open-1015'), bytes);
  });

  it('refuses settings of which a digit was changed', async () => {
    const text = new TextDecoder().decode(bytesOf('/rrd/rrd.json'));
    const bytes = new TextEncoder().encode(text.replace('20000', '30000'));
    await assert.rejects(opened('/rrd/rrd.json', bytes), {
      message: "Cannot read '/rrd/rrd.json': its checksum is wrong",
    });
  });
});
