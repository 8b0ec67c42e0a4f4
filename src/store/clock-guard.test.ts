import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/fake-clock.ts';
import { ClockGuard } from './clock-guard.ts';

const stepMs = 5000;

/** A guard after rows up to `newest`, and polls of one source, whose verdicts are counted. */
function setUp(newest: number) {
  const clock = new FakeClock(newest * stepMs);
  const guard = new ClockGuard({ clock, stepMs, newestMs: newest * stepMs });
  const poll = (source = 's'): string => guard.admit(source, Math.floor(clock.now() / stepMs));
  const run = (polls: number): string => {
    const verdicts: string[] = [];
    for (let i = 0; i < polls; i++) {
      clock.pass(stepMs);
      verdicts.push(poll());
    }
    return [...Map.groupBy(verdicts, (verdict) => verdict)]
      .map(([name, all]) => `${all.length} ${name}`)
      .join(', ');
  };
  return { clock, guard, poll, run };
}

test('ClockGuard admits one batch of a source in each interval, and those of others beside it', () => {
  const { clock, guard, poll } = setUp(1000);
  assert.equal(poll(), 'repeated');
  clock.pass(stepMs);
  assert.deepEqual([poll('a'), poll('a'), poll('b')], ['new', 'repeated', 'new']);
  assert.equal(guard.behind, null);
});

test('ClockGuard waits for a clock that is up to two minutes behind', () => {
  const { clock, guard, run } = setUp(1000);
  clock.jump(-120_000);
  assert.equal(run(1), '1 behind');
  assert.deepEqual(guard.behind, { since: 4_885_000, reason: 'the clock is 115 s behind the newest row' });
  assert.equal(run(25), '22 behind, 1 repeated, 2 new');
  assert.equal(guard.behind, null);
});

test('ClockGuard believes a clock that is far behind when a minute has passed by the monotonic one too', () => {
  const { clock, guard, run } = setUp(1000);
  clock.jump(-1_000_000);
  assert.equal(run(14), '12 behind, 1 rewind, 1 new');
  assert.equal(guard.behind, null);
});

test('ClockGuard begins anew where the clock is set again meanwhile', () => {
  const { clock, run } = setUp(1000);
  clock.jump(-1_000_000);
  assert.equal(run(10), '10 behind');
  clock.jump(-1_000_000);
  assert.equal(run(14), '12 behind, 1 rewind, 1 new');
  clock.jump(2_000_000);
  assert.equal(run(2), '2 new');
});
