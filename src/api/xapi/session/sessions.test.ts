import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sessions } from './sessions.ts';

const local = { by: 'local', name: 'local', role: 'admin', purpose: null, tokenId: null } as const;

const clock = { time: 0, now: () => 0, monotonic: () => clock.time, sleep: () => Promise.resolve() };

test('Sessions give references that cannot be guessed, valid until they are closed', () => {
  const sessions = new Sessions({ clock });
  const [a, b] = [sessions.open(local), sessions.open(local)];
  assert.match(a.ref, /^OpaqueRef:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(a.ref, b.ref);
  assert.equal(sessions.use(a.ref), a);
  sessions.close(a.ref);
  assert.equal(sessions.use(a.ref), null);
  assert.equal(a.ended.aborted, true);
  assert.equal(b.ended.aborted, false);
});

test('Sessions end when they are not used', () => {
  const sessions = new Sessions({ clock, idleMs: 100 });
  const [used, idle] = [sessions.open(local), sessions.open(local)];
  clock.time += 60;
  assert.ok(sessions.use(used.ref));
  clock.time += 60;
  assert.ok(sessions.use(used.ref));
  assert.equal(sessions.use(idle.ref), null);
  assert.equal(sessions.size, 1);
});

test('Sessions are bounded: the one idle longest makes room', () => {
  const sessions = new Sessions({ clock, limit: 2 });
  const [first, second] = [sessions.open(local), sessions.open(local)];
  sessions.use(first.ref);
  sessions.open(local);
  assert.equal(sessions.size, 2);
  assert.equal(sessions.use(second.ref), null);
  assert.ok(sessions.use(first.ref));
});
