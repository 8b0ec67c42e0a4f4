import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, value, values } from '../../../../test/host/machine.ts';
import type { Space } from './measure.ts';

const space: Space = {
  totalBytes: 1000,
  freeBytes: 300,
  availableBytes: 200,
  inodes: 100,
  freeInodes: 25,
};
const files = {
  'proc/stat': 'cpu  1 2 3 4 5 6 7 8 9 10\n',
  'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /srv/nfs rw - nfs4 s:/x rw\n',
};
/** Lets what was begun in the background end. */
const settled = (): Promise<void> => new Promise((settle) => void setImmediate(settle));

test('file systems have size, use as df shows it, and inodes, from the poll after they were measured', async () => {
  using machine = new Machine(files, { measure: async () => space });
  await machine.poll();
  await settled();
  const batch = await machine.next({});
  assert.deepEqual(
    values(batch, 'fs._.total', 'fs._.used', 'fs._.available', 'fs._.usage', 'fs._.inodes.usage'),
    [1000, 700, 200, 7 / 9, 0.75],
  );
  assert.equal(value(batch, 'fs.srv_nfs.total'), 1000);
});

test('a mount that does not answer has unknown values after a while, and holds up no other one', async () => {
  const asked: string[] = [];
  let isStuck = false;
  const measure = async (path: string): Promise<Space> => {
    asked.push(path);
    if (isStuck && path === '/srv/nfs') await new Promise<never>(() => undefined);
    return space;
  };
  using machine = new Machine(files, { measure });
  await machine.poll();
  await settled();
  isStuck = true;
  for (let i = 0; i < 4; i++) {
    await machine.next({}, 30_000);
    await settled();
  }
  const batch = await machine.next({}, 5000);
  assert.deepEqual(values(batch, 'fs._.total', 'fs.srv_nfs.total'), [1000, 'not-reported']);
  // Not asked again before it has answered.
  assert.deepEqual(
    asked.filter((path) => path === '/srv/nfs'),
    ['/srv/nfs', '/srv/nfs'],
  );
});

test('a file system without inodes has none, and one that cannot be measured has no series', async () => {
  const measure = async (path: string): Promise<Space | null> =>
    path === '/' ? { ...space, inodes: 0, freeInodes: 0 } : null;
  using machine = new Machine(files, { measure });
  await machine.poll();
  await settled();
  const batch = await machine.next({});
  assert.deepEqual(values(batch, 'fs._.total', 'fs._.inodes.usage'), [1000, 'not-reported']);
  assert.equal(value(batch, 'fs.srv_nfs.total'), undefined);
});

test('a file system that is unmounted keeps its series without values', async () => {
  using machine = new Machine(files, { measure: async () => space });
  await machine.poll();
  await settled();
  const batch = await machine.next({ 'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' }, 30_000);
  assert.deepEqual(values(batch, 'fs._.total', 'fs.srv_nfs.total'), [1000, undefined]);
});
