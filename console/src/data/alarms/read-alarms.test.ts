import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarm, Alarms } from '../../../../src/api/wire/alarms.ts';
import { readAlarms } from './read-alarms.ts';

/** An API with so many alarms; the last of a page is also the first of the next one. */
function makeApi(count: number): { read: (path: string) => Promise<Alarms>; asked: string[] } {
  const asked: string[] = [];
  const read = async (path: string): Promise<Alarms> => {
    asked.push(path);
    const parameters = new URL(path, 'http://h').searchParams;
    const limit = Number(parameters.get('limit') ?? 100);
    const offset = Number(parameters.get('offset') ?? 0);
    const ids = Array.from({ length: count }, (_, i) => i).slice(Math.max(0, offset - 1), offset + limit);
    const alarms = ids.map((id) => ({ id: String(id) }) as Alarm);
    const next = offset + limit < count ? `/alarms?limit=${limit}&offset=${offset + limit}` : null;
    return { alarms, next } as Alarms;
  };
  return { read, asked };
}

test('readAlarms() follows the next addresses for as many pages as are wanted, each alarm once', async () => {
  const f = async (count: number, pages: number, want: unknown[]): Promise<void> => {
    const { read, asked } = makeApi(count);
    const { alarms, next } = await readAlarms('/alarms?state=red', pages, read);
    assert.deepEqual([alarms.length, new Set(alarms.map(({ id }) => id)).size, next, asked], want);
  };
  await f(150, 1, [100, 100, '/alarms?limit=100&offset=100', ['/alarms?state=red']]);
  await f(150, 2, [150, 150, null, ['/alarms?state=red&limit=200']]);
  await f(2500, 20, [
    2000,
    2000,
    '/alarms?limit=1000&offset=2000',
    ['/alarms?state=red&limit=1000', '/alarms?limit=1000&offset=1000'],
  ]);
});
