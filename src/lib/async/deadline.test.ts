import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock, settle } from '../../../test/fake-clock.ts';
import { Deadline, within } from './deadline.ts';

const never = new Promise<never>(() => {});

describe('within()', () => {
  it('resolves with the promise or when the time is over, whichever is first', async () => {
    const clock = new FakeClock();
    const work = Promise.withResolvers<void>();
    const first = within(work.promise, 10, clock);
    const second = within(never, 10, clock);
    work.resolve();
    assert.equal(await first, true);
    await clock.advance(10);
    assert.equal(await second, false);
    const late = within(never, -5, clock);
    await clock.advance(0);
    assert.equal(await late, false);
  });

  it('rejects with the signal, and leaves no sleeper behind', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const broken = within(never, 10, clock, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(broken, /^Error: stopped$/);
    await assert.rejects(within(never, 10, clock, stop.signal), /^Error: stopped$/);
    await within(Promise.resolve(), 10, clock);
    assert.equal(clock.sleepers, 0);
  });
});

describe('Deadline', () => {
  it('aborts when the time is over', async () => {
    const clock = new FakeClock();
    using deadline = new Deadline(10, clock, new AbortController().signal);
    await clock.advance(9);
    assert.deepEqual([deadline.isOver, deadline.signal.aborted], [false, false]);
    await clock.advance(1);
    assert.deepEqual([deadline.isOver, deadline.signal.aborted], [true, true]);
  });

  it('aborts with the signal of the work, and is not over then; ends with the work', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const deadline = new Deadline(10, clock, stop.signal);
    stop.abort(new Error('stopped'));
    await settle();
    assert.deepEqual([deadline.isOver, deadline.signal.reason], [false, stop.signal.reason]);
    const other = new Deadline(10, clock, new AbortController().signal);
    other[Symbol.dispose]();
    await settle();
    assert.deepEqual([other.isOver, other.signal.aborted, clock.sleepers], [false, false, 0]);
  });
});
