import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../../model/clock.ts';
import { MonitorCalls, type Question } from './monitor-calls.ts';

/** A daemon of named VMs: a call waits for every hung VM in its list that no other call holds, as NOWAIT does. */
class FakeDaemon {
  readonly hung = new Set<string>();
  readonly holders = new Map<string, object>();
  readonly calls: string[][] = [];
  waiting = 0;
  most = 0;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  async stats(vms: readonly string[]): Promise<string[]> {
    this.calls.push([...vms]);
    const self = {};
    const whole: string[] = [];
    for (const vm of vms) {
      if (this.holders.has(vm)) continue;
      this.holders.set(vm, self);
      if (this.hung.has(vm)) this.most = Math.max(this.most, ++this.waiting);
      const held = this.hung.has(vm);
      while (this.hung.has(vm)) await this.#wake.promise;
      if (held) this.waiting--;
      this.holders.delete(vm);
      whole.push(vm);
    }
    return whole;
  }

  hang(...vms: string[]): void {
    for (const vm of vms) this.hung.add(vm);
  }

  wake(...vms: string[]): void {
    for (const vm of vms) this.hung.delete(vm);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

function setUp({ blockersKnown = true, inFlight = 2 } = {}) {
  const daemon = new FakeDaemon();
  const quarantined = new Set<string>();
  const calls = new MonitorCalls<string>(
    {
      blockers: async (vms) =>
        blockersKnown ? vms.filter((vm) => daemon.hung.has(vm) && daemon.holders.has(vm)) : [],
      isolate: (vm) => quarantined.add(vm),
      release: (vm) => quarantined.delete(vm),
    },
    { inFlight, patienceMs: 15, chunkSize: 128 },
    systemClock,
  );
  const poll = async (): Promise<{ fresh: string[]; skipped: string[] }> => {
    const fresh: string[] = [];
    const skipped: string[] = [];
    const question: Question<string[], string> = {
      send: (vms) => daemon.stats(vms),
      accept: (answer) => void fresh.push(...answer),
      fail: (error) => assert.fail(String(error)),
      skip: (vms) => void skipped.push(...vms),
    };
    await calls.recheckStalled(systemClock.monotonic() + 120);
    const vms = all.filter((vm) => !quarantined.has(vm));
    await calls.ask(vms, question, systemClock.monotonic() + 120);
    return { fresh: fresh.toSorted(), skipped };
  };
  return { daemon, calls, quarantined, poll };
}

describe('MonitorCalls', () => {
  it('asks all VMs in as many calls as may be in flight', async () => {
    const { daemon, poll } = setUp();
    assert.deepEqual((await poll()).fresh, all);
    assert.deepEqual(daemon.calls, [all.slice(0, 5), all.slice(5)]);
  });

  it('keeps nine of ten fresh in the very poll in which one hangs, and in all after it', async () => {
    const { daemon, calls, quarantined, poll } = setUp();
    daemon.hang('c');
    for (let round = 0; round < 5; round++) {
      assert.deepEqual(
        (await poll()).fresh,
        all.filter((vm) => vm !== 'c'),
        `round ${round}`,
      );
    }
    assert.deepEqual([...quarantined], ['c']);
    assert.equal(calls.limiter.overdue, 1);
    daemon.wake('c');
  });

  it('asks a healed VM again in the next poll', async () => {
    const { daemon, calls, poll } = setUp();
    daemon.hang('c');
    await poll();
    daemon.wake('c');
    await new Promise(setImmediate);
    assert.equal(calls.limiter.overdue, 0);
    assert.deepEqual((await poll()).fresh, all);
  });

  it('never has more than two calls waiting, whichever VMs hang', async () => {
    const { daemon, poll } = setUp();
    daemon.hang('a', 'c', 'g', 'h', 'i');
    for (let round = 0; round < 6; round++) await poll();
    assert.equal(daemon.most, 2);
    daemon.wake(...all);
  });

  it('keeps eight of ten fresh with two hung and three permits, wherever the two are; with three hung it asks none', async () => {
    for (const hung of [
      ['a', 'b'],
      ['a', 'j'],
      ['e', 'f'],
    ]) {
      const { daemon, quarantined, poll } = setUp({ inFlight: 3 });
      daemon.hang(...hung);
      await poll();
      const rest = all.filter((vm) => !hung.includes(vm));
      assert.deepEqual((await poll()).fresh, rest, hung.join());
      daemon.hang('c');
      await poll();
      const third = await poll();
      assert.deepEqual([third.fresh, third.skipped.length, quarantined.size], [[], 7, 3]);
      assert.equal(daemon.most, 3);
      daemon.wake('c');
      await new Promise(setImmediate);
      assert.deepEqual((await poll()).fresh, rest);
      daemon.wake(...hung);
    }
  });

  it('reports the VMs it did not ask when every permit is with a hung call', async () => {
    const { daemon, poll } = setUp();
    daemon.hang('a', 'b', 'c');
    await poll();
    const { fresh, skipped } = await poll();
    assert.deepEqual(fresh, []);
    assert.ok(skipped.includes('c') && skipped.includes('j'), skipped.join());
    daemon.wake('a', 'b');
    await new Promise(setImmediate);
    assert.deepEqual(
      (await poll()).fresh,
      all.filter((vm) => vm !== 'c'),
    );
    daemon.wake('c');
  });

  it('does not repeat a call whose blocker is not known', async () => {
    const { daemon, poll } = setUp({ blockersKnown: false });
    daemon.hang('c');
    const first = await poll();
    assert.deepEqual(first.fresh, all.slice(5));
    const sent = daemon.calls.length;
    const second = await poll();
    assert.deepEqual(second.fresh, all.slice(5));
    assert.deepEqual(daemon.calls.slice(sent).flat().toSorted(), all.slice(5));
    daemon.wake('c');
  });

  it('moves the quarantine on when the call hangs at another VM of its list', async () => {
    const { daemon, quarantined, poll } = setUp();
    daemon.hang('a');
    await poll();
    assert.deepEqual([...quarantined], ['a']);
    daemon.hang('d');
    daemon.wake('a');
    await new Promise(setImmediate);
    await poll();
    assert.deepEqual([...quarantined], ['d']);
    assert.deepEqual(
      (await poll()).fresh,
      all.filter((vm) => vm !== 'd'),
    );
    daemon.wake('d');
  });
});
