import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginThrottle } from './login-throttle.ts';

function makeThrottle(limit?: number) {
  const clock = { time: 5000 };
  const throttle = new LoginThrottle({ monotonic: () => clock.time, ...(limit !== undefined && { limit }) });
  return { clock, throttle };
}

test('an address that failed ten times waits, and another does not', () => {
  const { clock, throttle } = makeThrottle();
  for (let i = 0; i < 10; i++) {
    assert.equal(throttle.waitOf('10.0.0.1'), 0, `after ${i}`);
    assert.equal(throttle.fail('10.0.0.1'), 0);
  }
  assert.equal(throttle.waitOf('10.0.0.1'), 6);
  assert.equal(throttle.waitOf('10.0.0.2'), 0);
  clock.time += 6000;
  assert.equal(throttle.waitOf('10.0.0.1'), 0);
  throttle.fail('10.0.0.1');
  assert.equal(throttle.waitOf('10.0.0.1'), 6);
});

test('the addresses of a network of IPv6 count as one', () => {
  const { throttle } = makeThrottle();
  for (let i = 0; i < 10; i++) throttle.fail(`2001:db8::${i}`);
  assert.ok(throttle.waitOf('2001:db8::ffff') > 0);
  assert.equal(throttle.waitOf('2001:db8:0:1::1'), 0);
});

test('ten thousand failures of as many addresses are bounded in memory and slowed down', () => {
  const { clock, throttle } = makeThrottle(1000);
  const refused = Array.from({ length: 10_000 }, (_, i) => throttle.fail(`10.0.${i >> 8}.${i & 255}`)).filter(
    (wait) => wait > 0,
  );
  assert.equal(throttle.size, 1000);
  assert.equal(refused.length, 9800);
  assert.equal(throttle.waitOf('192.0.2.1'), 0);
  clock.time += 100;
  assert.equal(throttle.fail('192.0.2.1'), 0);
});
