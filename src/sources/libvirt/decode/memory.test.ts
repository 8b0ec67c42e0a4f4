import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { START, monitored, setUp, type Fields } from './test-decoder.ts';

describe('guest memory is shown while the guest is known to report it', () => {
  /** A report made `at` seconds after the beginning. */
  const report = (at: number): Fields => ({
    'balloon.available': 1000n,
    'balloon.usable': 400n,
    'balloon.last-update': BigInt(START + at),
  });
  const used = 600 * 1024;
  /** Polls every 5 s up to `until` a guest that reports every `period` seconds up to `last`; what was seen. */
  const live = (
    { poll, value }: ReturnType<typeof setUp>,
    { from, until, period, last = until }: { from: number; until: number; period: number; last?: number },
  ): Set<number | string> => {
    const seen = new Set<number | string>();
    for (let at = from; at <= until; at += 5) {
      poll(at, monitored(0n, report(from + Math.floor((Math.min(at, last) - from) / period) * period)));
      seen.add(value('memory.used'));
    }
    return seen;
  };

  it('at once where the report is young, and until it stays out', () => {
    const { poll, value } = setUp();
    poll(0, monitored(0n));
    assert.equal(value('memory.used'), 'no-balloon-report');
    poll(5, monitored(0n, report(3)));
    assert.equal(value('memory.used'), used);
    assert.equal(value('memory.usage'), 0.6);
    poll(60, monitored(0n, report(3)));
    assert.equal(value('memory.used'), 'stale-balloon-report');
    poll(65, monitored(0n, report(63)));
    assert.equal(value('memory.used'), used);
  });

  it('never where the report was old when it was first seen', () => {
    const { poll, value } = setUp();
    const seen = new Set<number | string>();
    for (let at = 0; at <= 60; at += 5) {
      poll(at, monitored(0n, report(-3 * 86_400)));
      seen.add(value('memory.used'));
    }
    assert.deepEqual([...seen], ['unproven-balloon-report', 'stale-balloon-report']);
    poll(65, monitored(0n, report(64)));
    assert.equal(value('memory.used'), used);
  });

  it('where the clock of its host goes wrong, once it was seen to report', () => {
    const { poll, value } = setUp();
    poll(0, monitored(0n, report(90_000)));
    assert.equal(value('memory.used'), 'unproven-balloon-report');
    poll(5, monitored(0n, report(90_000)));
    poll(10, monitored(0n, report(90_010)));
    assert.equal(value('memory.used'), used);
  });

  it('also with a period that is not the one in the XML, which is read again once', () => {
    const world = setUp();
    world.poll(0, monitored(0n, report(0)));
    world.describeVm([], [], { balloonPeriodSeconds: 10 });
    assert.deepEqual(live(world, { from: 0, until: 100, period: 10 }), new Set([used]));
    assert.equal(world.wantsXml(), false);
    // virsh dommemstat --period 60 --live
    let asked = 0;
    for (let from = 100; from < 700; from += 60) {
      const seen = live(world, { from, until: from + 55, period: 60 });
      if (from >= 280) assert.deepEqual(seen, new Set([used]), `from ${from}`);
      if (!world.wantsXml()) continue;
      asked++;
      world.describeVm([], [], { balloonPeriodSeconds: 10 });
    }
    assert.equal(asked, 1);
  });

  it('without a break where the XML has the new period in time', () => {
    const world = setUp();
    world.poll(0, monitored(0n, report(0)));
    world.describeVm([], [], { balloonPeriodSeconds: 10 });
    live(world, { from: 0, until: 100, period: 10 });
    assert.deepEqual(live(world, { from: 100, until: 125, period: 60 }), new Set([used]));
    assert.equal(world.wantsXml(), true);
    world.describeVm([], [], { balloonPeriodSeconds: 60 });
    assert.deepEqual(live(world, { from: 130, until: 300, period: 60 }), new Set([used]));
  });

  it('not for hours after a pause of hours', () => {
    const world = setUp();
    world.poll(0, monitored(0n, report(0)));
    world.describeVm([], [], { balloonPeriodSeconds: 10 });
    live(world, { from: 0, until: 50, period: 10 });
    live(world, { from: 50, until: 7200, period: 100_000 });
    world.poll(7205, monitored(0n, report(7203)));
    assert.equal(world.value('memory.used'), used);
    world.poll(7240, monitored(0n, report(7203)));
    assert.equal(world.value('memory.used'), 'stale-balloon-report');
  });
});

it('counts the huge pages of a guest to its memory on the host, or gives the reason why not', () => {
  const { poll, describeVm, hugepages, value } = setUp();
  hugepages.bytes = 2 ** 30;
  poll(0, monitored(0n));
  // Whether it has any is not known before the XML was read; its process knows.
  assert.equal(value('memory.host'), 2048 * 1024 + 2 ** 30);
  describeVm([], [], { hugepages: true });
  poll(5, monitored(0n));
  assert.equal(value('memory.host'), 2048 * 1024 + 2 ** 30);
  hugepages.bytes = null;
  poll(10, monitored(0n));
  assert.equal(value('memory.host'), 'hugepages-not-counted');
  describeVm([], [], { hugepages: false });
  poll(15, monitored(0n));
  assert.equal(value('memory.host'), 2048 * 1024);
});

it('does not show the memory on a host elsewhere before the XML shows whether it is in huge pages', () => {
  const { poll, hugepages, value } = setUp();
  hugepages.bytes = null;
  poll(0, monitored(0n));
  assert.equal(value('memory.host'), 'not-collected');
});

it('counts what the guest reports by the time of its reports, and repeats the rate between them', () => {
  const { poll, value } = setUp();
  const swapped = (at: bigint, kib: bigint): Fields => ({
    'balloon.available': 1000n,
    'balloon.usable': 400n,
    'balloon.swap_in': kib,
    'balloon.last-update': BigInt(START) + at,
  });
  poll(0, monitored(0n, swapped(0n, 0n)));
  poll(5, monitored(0n, swapped(10n, 1000n)));
  assert.equal(value('memory.swap.in'), 100 * 1024);
  poll(10, monitored(0n, swapped(10n, 1000n)));
  assert.equal(value('memory.swap.in'), 100 * 1024);
  poll(15, monitored(0n, swapped(20n, 1500n)));
  assert.equal(value('memory.swap.in'), 50 * 1024);
});
