import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WriteQueue, type Job } from './write-queue.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: it cannot`), { code });

/** A queue of rows whose writing fails while `broken` is set. */
function setUp(mostRows: number): {
  queue: WriteQueue;
  disk: { broken: string | null; written: string[] };
  row: (name: string) => Job;
} {
  const disk: { broken: string | null; written: string[] } = { broken: null, written: [] };
  const job = (name: string, rows: Job['rows']): Job => ({
    rows,
    run: async () => {
      await Promise.resolve();
      if (disk.broken) throw failure(disk.broken);
      disk.written.push(name);
    },
  });
  const row = (name: string): Job => job(name, { rowMs: 5, drop: () => job(`rest of ${name}`, null) });
  return { queue: new WriteQueue(mostRows, () => 7), disk, row };
}

describe('WriteQueue', () => {
  it('writes in order', async () => {
    const { queue, disk, row } = setUp(9);
    await Promise.all(['a', 'b', 'c'].map((name) => queue.push(row(name))));
    assert.deepEqual(disk.written, ['a', 'b', 'c']);
  });

  const f = (code: string, kind: string): void => {
    it(`keeps what waits and heals by itself after ${code}, which is ${kind}`, async () => {
      const { queue, disk, row } = setUp(9);
      disk.broken = code;
      await queue.push(row('a'));
      await queue.push(row('b'));
      assert.deepEqual(queue.condition, { kind, reason: `${code}: it cannot`, sinceMs: 7 });
      assert.equal(queue.pending(5), 2);
      disk.broken = null;
      await queue.push(row('c'));
      assert.deepEqual(disk.written, ['a', 'b', 'c']);
      assert.deepEqual([queue.condition, queue.pending(5)], [null, 0]);
    });
  };
  f('ENOSPC', 'disk-full');
  f('EROFS', 'read-only');
  f('EIO', 'failing');

  it('gives up the oldest rows, but not what they bring along, when too many wait', async () => {
    const { queue, disk, row } = setUp(2);
    disk.broken = 'EIO';
    for (const name of ['a', 'b', 'c', 'd']) await queue.push(row(name));
    assert.deepEqual([queue.pending(5), queue.dropped(5)], [2, 2]);
    disk.broken = null;
    await queue.drain();
    assert.deepEqual(disk.written, ['a', 'rest of b', 'rest of c', 'd']);
  });
});
