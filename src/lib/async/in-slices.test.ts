import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventLoopYielder } from './event-loop-yielder.ts';
import { atOnce, inSlices } from './in-slices.ts';

/** Work of some steps, each of which takes a millisecond of the test's clock. */
function setUp() {
  let now = 0;
  const steps: number[] = [];
  const pauses: number[] = [];
  function* work(count: number): Generator<void, string> {
    for (let step = 0; step < count; step++) {
      steps.push(step);
      now++;
      yield;
    }
    return 'done';
  }
  /** Notes how many steps had been made when the event loop turned. */
  class RecordingYielder extends EventLoopYielder {
    override pause(): Promise<void> {
      pauses.push(steps.length);
      return super.pause();
    }
  }
  const yielder = new RecordingYielder({ budgetMs: 4, monotonic: () => now });
  return { work, yielder, steps, pauses };
}

describe('inSlices', () => {
  it('does short work before it returns', () => {
    const { work, yielder } = setUp();
    assert.equal(inSlices(work(3), yielder), 'done');
  });

  it('lets the event loop turn whenever the budget is used up', async () => {
    const { work, yielder, pauses } = setUp();
    assert.equal(await inSlices(work(10), yielder), 'done');
    assert.deepEqual(pauses, [4, 8]);
  });

  it('leaves the rest undone when its signal aborts', async () => {
    const { work, yielder, steps } = setUp();
    const stop = new AbortController();
    const result = inSlices(work(10), yielder, stop.signal);
    stop.abort(new Error('closing'));
    await assert.rejects(async () => result, /closing/);
    assert.equal(steps.length, 4);
  });

  it('lets work that is broken off give back what it holds', async () => {
    const stop = new AbortController();
    let held = 0;
    function* holding(): Generator<void, void> {
      held++;
      try {
        for (;;) yield;
      } finally {
        held--;
      }
    }
    const result = inSlices(
      holding(),
      new EventLoopYielder({ budgetMs: 0, monotonic: () => 0 }),
      stop.signal,
    );
    assert.equal(held, 1);
    stop.abort(new Error('closing'));
    await assert.rejects(async () => result, /closing/);
    assert.equal(held, 0);
  });

  it('rejects with what the work throws after a pause', async () => {
    const { yielder } = setUp();
    const always = new EventLoopYielder({ budgetMs: 0, monotonic: () => 0 });
    function* failing(): Generator<void, void> {
      yield;
      throw new Error('torn');
    }
    await assert.rejects(async () => inSlices(failing(), always), /torn/);
    assert.throws(() => inSlices(failing(), yielder), /torn/);
    assert.throws(() => atOnce(failing()), /torn/);
  });
});
