import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostIds } from './host-ids.ts';

const uuidOf = (n: number): string => `6d6f7264-0000-4000-8000-00000000000${n}`;
const thisHost = { id: uuidOf(0), hostname: 'here', isRead: true };

test('the first host to report a UUID has it', () => {
  const ids = new HostIds(thisHost);
  const first = { id: uuidOf(1), isReported: false, duplicateOf: null };
  assert.deepEqual(ids.claim('s1', { uuid: uuidOf(1), hostname: 'a' }), first);
  assert.deepEqual(ids.claim('s1', { uuid: uuidOf(1), hostname: 'renamed' }), first, 'its own claim again');
});

test('a host that is reached twice has one id', () => {
  const ids = new HostIds(thisHost);
  const report = { uuid: uuidOf(1), hostname: 'a' };
  assert.deepEqual(ids.claim('s2', report), ids.claim('s1', report));
  const withDomain = { uuid: uuidOf(1), hostname: 'A.example.org' };
  assert.deepEqual(ids.claim('s3', withDomain), { id: uuidOf(1), isReported: false, duplicateOf: null });
});

test('this machine comes before all others, and reports itself where it is read', () => {
  const report = { uuid: uuidOf(0), hostname: 'here' };
  const claim = { id: uuidOf(0), isReported: true, duplicateOf: null };
  assert.deepEqual(new HostIds(thisHost).claim('s1', report), claim);
  const unread = new HostIds({ ...thisHost, isRead: false });
  assert.deepEqual(unread.claim('s1', report), { ...claim, isReported: false });
});

test('another host with the same UUID is known by its source, and names the first', () => {
  const ids = new HostIds(thisHost);
  const conflict = (id: string, duplicateOf: string) => ({ id, isReported: false, duplicateOf });
  assert.deepEqual(ids.claim('s1', { uuid: uuidOf(0), hostname: 'clone' }), conflict('s1', 'here'));
  ids.claim('s2', { uuid: uuidOf(1), hostname: 'a.example.org' });
  const other = { uuid: uuidOf(1), hostname: 'a.example.com' };
  assert.deepEqual(ids.claim('s3', other), conflict('s3', 'a.example.org'));
  assert.deepEqual(ids.claim('s4', { ...other, hostname: 'ab' }), conflict('s4', 'a.example.org'));
});

test('a host without a unique UUID is known by its source', () => {
  const ids = new HostIds(thisHost);
  const report = { uuid: null, hostname: 'a' };
  assert.deepEqual(ids.claim('s1', report), { id: 's1', isReported: false, duplicateOf: null });
  assert.deepEqual(ids.claim('s2', report), { id: 's2', isReported: false, duplicateOf: null });
});

test('the UUID of a source that was released is claimed by another, and that of this machine is never released', () => {
  const ids = new HostIds(thisHost);
  ids.claim('s1', { uuid: uuidOf(1), hostname: 'a' });
  ids.claim('s2', { uuid: uuidOf(2), hostname: 'b' });
  ids.release('s1');
  const claim = { id: uuidOf(1), isReported: false, duplicateOf: null };
  assert.deepEqual(ids.claim('s3', { uuid: uuidOf(1), hostname: 'other' }), claim);
  assert.equal(ids.claim('s4', { uuid: uuidOf(2), hostname: 'other' }).duplicateOf, 'b');
  ids.claim('s6', { uuid: uuidOf(2), hostname: 'b' });
  ids.release('s2');
  assert.equal(
    ids.claim('s7', { uuid: uuidOf(2), hostname: 'other' }).duplicateOf,
    'b',
    'another source reaches it',
  );
  ids.release('s3');
  ids.release('none');
  assert.equal(ids.claim('s5', { uuid: uuidOf(0), hostname: 'clone' }).duplicateOf, 'here');
});

test('the host of a source is known from its claim on, or at once where it is this machine, until it is removed', () => {
  const ids = new HostIds(thisHost);
  assert.equal(ids.hostOf('s1'), null);
  ids.setHere('local');
  ids.claim('s1', { uuid: uuidOf(1), hostname: 'a' });
  ids.claim('s2', { uuid: null, hostname: 'b' });
  assert.deepEqual(
    ['local', 's1', 's2'].map((source) => ids.hostOf(source)),
    [uuidOf(0), uuidOf(1), 's2'],
  );
  ids.release('s1');
  assert.equal(ids.hostOf('s1'), null);
});
