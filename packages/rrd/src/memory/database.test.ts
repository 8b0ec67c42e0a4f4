import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XAPI_ARCHIVES, type Archive } from '../archive.ts';
import { Database } from './database.ts';
import { DefinitionError, UpdateError } from '../error.ts';
import type { Source } from './source.ts';

const gauge: Source = { name: 'g', kind: 'GAUGE', heartbeatMs: 300_000, min: null, max: null };
const everyStep: Archive = { cf: 'AVERAGE', pdpPerRow: 1, rows: 4, xff: 0.5 };
const pairs: Archive = { cf: 'AVERAGE', pdpPerRow: 2, rows: 3, xff: 0.5 };

function database(source: Partial<Source> = {}, archives: readonly Archive[] = [everyStep, pairs]): Database {
  return new Database({ stepMs: 5000, startMs: 0, sources: [{ ...gauge, ...source }], archives });
}

/** All rows that the archive holds, with NaN where it holds none. */
function rows(db: Database, archive: number): number[] {
  const newest = db.newestMs(archive);
  const span = db.archives[archive]!.rows * db.rowMs(archive);
  return [...db.read(archive, 0, newest - span, newest).values];
}

describe('Database.update', () => {
  it('makes a rate of the values of each kind of data source', () => {
    const f = (kind: Source['kind'], samples: readonly number[], want: readonly number[]): void => {
      const db = database({ kind });
      for (const [i, sample] of samples.entries()) db.update(5000 * (i + 1), Float64Array.of(sample));
      assert.deepEqual(rows(db, 0).slice(-want.length), want, kind);
    };
    f('GAUGE', [7, -7, NaN, 7], [7, -7, NaN, 7]);
    f('ABSOLUTE', [50, 100, NaN, 0], [10, 20, NaN, 0]);
    f('DERIVE', [50, 100, 0, NaN], [NaN, 10, -20, NaN]);
    f('DERIVE', [NaN, 100, NaN, 150], [NaN, NaN, NaN, NaN]);
    f('COUNTER', [2 ** 32 - 20, 30, 80, 80], [NaN, 10, 10, 0]);
    f('COUNTER', [2 ** 64 - 2 ** 12, 904, 954], [NaN, 1000, 10]);
    f('GAUGE', [Infinity, -Infinity, 1, 2], [NaN, NaN, 1, 2]);
  });

  it('takes what is out of bounds or later than the heartbeat as unknown', () => {
    const bounded = database({ min: 0, max: 10, heartbeatMs: 5000 });
    const f = (timeMs: number, value: number, want: number): void => {
      bounded.update(timeMs, Float64Array.of(value));
      assert.deepEqual(rows(bounded, 0).at(-1), want);
    };
    f(5000, 10, 10);
    f(10_000, 10.1, NaN);
    f(15_000, -0.1, NaN);
    f(20_000, 0, 0);
    f(25_001, 5, NaN);
    f(30_000, 5, 5);
  });

  it('weights several samples of a step by the time each is known for', () => {
    const db = database();
    db.update(5000, Float64Array.of(10));
    db.update(7000, Float64Array.of(20));
    db.update(8000, Float64Array.of(NaN));
    db.update(10_000, Float64Array.of(40));
    assert.deepEqual(rows(db, 0).at(-1), (2 * 20 + 2 * 40) / 4);
  });

  it('refuses repeated and backwards times and changes nothing', () => {
    const db = database();
    const same = database();
    const f = (timeMs: number, value: number, want: string): void =>
      assert.equal(db.update(timeMs, Float64Array.of(value)), want);
    f(0, 5, 'repeated');
    f(6000, 10, 'accepted');
    f(6000, 99, 'repeated');
    f(5999, 99, 'backwards');
    f(0, 99, 'backwards');
    f(10_000, 20, 'accepted');
    same.update(6000, Float64Array.of(10));
    same.update(10_000, Float64Array.of(20));
    assert.equal(db.lastMs, 10_000);
    assert.deepEqual([rows(db, 0), rows(db, 1)], [rows(same, 0), rows(same, 1)]);
  });

  it('throws for a time or a width that cannot be an update', () => {
    const db = database();
    const f = (timeMs: number, values: number[], code: UpdateError['code']): void =>
      assert.throws(() => db.update(timeMs, Float64Array.from(values)), { name: 'UpdateError', code });
    f(NaN, [1], 'TIME_INVALID');
    f(1.5, [1], 'TIME_INVALID');
    f(-5000, [1], 'TIME_INVALID');
    f(5000, [], 'WIDTH_MISMATCH');
    f(5000, [1, 2], 'WIDTH_MISMATCH');
    assert.equal(db.lastMs, 0);
  });

  it('fills a gap of a century at the cost of the rows that are kept', () => {
    const century = 100 * 366 * 86_400_000;
    const within = database({ heartbeatMs: century }, XAPI_ARCHIVES);
    const beyond = database({}, XAPI_ARCHIVES);
    for (const db of [within, beyond]) {
      db.update(5000, Float64Array.of(1));
      db.update(century, Float64Array.of(3));
    }
    for (const archive of XAPI_ARCHIVES.keys()) {
      assert.deepEqual(new Set(rows(within, archive)), new Set([3]));
      assert.deepEqual(new Set(rows(beyond, archive)), new Set([NaN]));
    }
  });
});

describe('Database.read', () => {
  it('gives NaN for what the archive does not hold, before and after', () => {
    const db = database();
    for (let i = 1; i <= 6; i += 1) db.update(5000 * i, Float64Array.of(i));
    const { firstMs, stepMs, values } = db.read(0, 0, 4999, 40_000);
    assert.deepEqual([firstMs, stepMs, [...values]], [5000, 5000, [NaN, NaN, 3, 4, 5, 6, NaN, NaN]]);
    assert.deepEqual([...db.read(1, 0, 0, 30_000).values], [1.5, 3.5, 5.5]);
    assert.deepEqual([...db.read(0, 0, 30_000, 30_000).values], []);
    assert.throws(() => db.read(2, 0, 0, 1), RangeError);
    assert.throws(() => db.read(0, 1, 0, 1), RangeError);
  });

  it('gives the rows of one series and row those of one time', () => {
    const sources = [gauge, { ...gauge, name: 'b' }, { ...gauge, name: 'c' }];
    const db = new Database({ stepMs: 5000, startMs: 0, sources, archives: [pairs, everyStep] });
    for (let i = 1; i <= 4; i += 1) db.update(5000 * i, Float64Array.of(i, 10 * i, NaN));
    assert.deepEqual(Array.from(db.row(0, 20_000)!), [3.5, 35, NaN]);
    assert.deepEqual(Array.from(db.row(1, 15_000)!), [3, 30, NaN]);
    assert.equal(db.row(0, 15_000), null);
    assert.equal(db.row(0, 30_000), null);
    assert.deepEqual([...db.read(0, 1, 0, 20_000).values], [15, 35]);
  });
});

it('Database refuses definitions that can have no rows', () => {
  const f = (change: object, code: DefinitionError['code']): void =>
    assert.throws(
      () => new Database({ stepMs: 5000, startMs: 0, sources: [gauge], archives: [everyStep], ...change }),
      { name: 'DefinitionError', code },
    );
  f({ stepMs: 0 }, 'STEP_INVALID');
  f({ stepMs: 2.5 }, 'STEP_INVALID');
  f({ startMs: -1 }, 'TIME_INVALID');
  f({ archives: [{ ...everyStep, pdpPerRow: 0 }] }, 'ARCHIVE_INVALID');
  f({ archives: [{ ...everyStep, rows: 1.5 }] }, 'ARCHIVE_INVALID');
  f({ archives: [{ ...everyStep, xff: 1.1 }] }, 'ARCHIVE_INVALID');
  f({ archives: [{ ...everyStep, cf: 'SUM' }] }, 'ARCHIVE_INVALID');
  f({ sources: [{ ...gauge, kind: 'COMPUTE' }] }, 'SOURCE_INVALID');
  f({ sources: [{ ...gauge, heartbeatMs: 0 }] }, 'SOURCE_INVALID');
  f({ sources: [{ ...gauge, min: NaN }] }, 'SOURCE_INVALID');
  f({ sources: [{ ...gauge, min: 1, max: 1 }] }, 'SOURCE_INVALID');
});
