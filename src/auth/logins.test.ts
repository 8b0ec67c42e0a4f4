import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Logins, type LoginsOptions } from './logins.ts';

const token = { name: 'a', role: 'viewer', purpose: null, tokenId: 't' } as const;

function makeLogins(options: Partial<LoginsOptions> = {}) {
  const clock = { time: 0, monotonic: () => clock.time };
  return { clock, logins: new Logins({ clock, idleMs: 100, isValid: () => true, ...options }) };
}

test('a session is known by its cookie until it is closed', () => {
  const { logins } = makeLogins();
  const { cookie, identity } = logins.open(token);
  assert.match(cookie, /^[\w-]{43}$/);
  assert.deepEqual(identity, { ...token, by: 'login' });
  assert.equal(logins.use(cookie), identity);
  assert.equal(logins.isOpen(identity), true);
  logins.close(cookie);
  assert.deepEqual([logins.use(cookie), logins.isOpen(identity), logins.use('')], [null, false, null]);
});

test('a session ends when it is not used, and a stream uses it', () => {
  const { clock, logins } = makeLogins();
  const [streaming, idle] = [logins.open(token), logins.open(token)];
  clock.time += 60;
  assert.equal(logins.isOpen(streaming.identity), true);
  clock.time += 60;
  assert.equal(logins.use(idle.cookie), null);
  assert.equal(logins.use(streaming.cookie), streaming.identity);
  assert.equal(logins.size, 1);
});

test('a session ends with its token', () => {
  let isValid = true;
  const { logins } = makeLogins({ isValid: (id) => id === 't' && isValid });
  const { cookie, identity } = logins.open(token);
  assert.equal(logins.use(cookie), identity);
  isValid = false;
  assert.deepEqual([logins.isOpen(identity), logins.use(cookie), logins.size], [false, null, 0]);
});

test('sessions are bounded: the one idle longest makes room', () => {
  const { logins } = makeLogins({ limit: 2 });
  const [first, second] = [logins.open(token), logins.open(token)];
  logins.use(first.cookie);
  logins.open(token);
  assert.deepEqual([logins.size, logins.use(second.cookie)], [2, null]);
  assert.ok(logins.use(first.cookie));
});
