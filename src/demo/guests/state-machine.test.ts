import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createFleet, type Guest } from './guest.ts';
import { phaseAt, workedMs, type Phase } from './state-machine.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const CYCLE_S = 300;

/** Every change of a fleet in the seconds after noon, oldest first. */
function changes(guests: readonly Guest[], seconds: number): { at: number; guest: Guest; after: Phase }[] {
  const found: { at: number; guest: Guest; after: Phase }[] = [];
  for (const guest of guests) {
    let phase = phaseAt(guest.schedule, NOON);
    while (phase.until < NOON + seconds * 1000) {
      phase = phaseAt(guest.schedule, phase.until);
      found.push({ at: phase.from, guest, after: phase });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

const anyFleet = fc.record({ seed: fc.nat(), guests: fc.integer({ min: 1, max: 60 }), calm: fc.boolean() });

describe('phaseAt', () => {
  it('cuts a schedule into phases without gaps, and is the same at every moment of one', () => {
    fc.assert(
      fc.property(
        anyFleet,
        fc.nat(),
        fc.nat(1e10),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (options, pick, ms, part) => {
          const guests = createFleet(options);
          const { schedule } = guests[pick % guests.length]!;
          const now = NOON + ms;
          const phase = phaseAt(schedule, now);
          assert.ok(phase.from <= now && now < phase.until);
          const length = Math.min(phase.until - phase.from, 1e12);
          assert.deepEqual(phaseAt(schedule, phase.from + Math.floor(part * (length - 1))), phase);
          if (phase.until === Infinity) return;
          assert.equal(phaseAt(schedule, phase.until).from, phase.until);
          assert.equal(phaseAt(schedule, phase.until - 1).from, phase.from);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('carries the work of a run from phase to phase and begins each run with none', () => {
    for (const guest of createFleet({ seed: 3, guests: 13, calm: false })) {
      let phase = phaseAt(guest.schedule, NOON);
      for (let i = 0; i < 40 && phase.until < Infinity; i++) {
        const next = phaseAt(guest.schedule, phase.until);
        if (next.run === phase.run && phase.on) assert.equal(next.worked, workedMs(phase, phase.until));
        else assert.equal(next.worked, 0);
        assert.equal(next.run !== phase.run, phase.on && !next.on, 'a run begins with the guest away');
        phase = next;
      }
    }
  });

  it('shows something new about every 25 seconds in a small fleet, and never two guests at once', () => {
    for (const guests of [2, 4, 8, 13, 16]) {
      const seen = changes(createFleet({ seed: 5, guests, calm: false }), 4 * CYCLE_S).filter(
        // The end of a guest's boot belongs to its start.
        ({ after }) => !(after.on && after.worked > 0 && after.worked <= 10_000),
      );
      assert.ok(seen.length >= 4 * 11, `${guests} guests show ${seen.length} changes in 20 minutes`);
      const gaps = seen.slice(1).map(({ at }, i) => at - seen[i]!.at);
      assert.ok(Math.max(...gaps) <= 45_000, `${guests} guests are quiet for ${Math.max(...gaps)} ms`);
      assert.ok(Math.min(...gaps) >= 5000, `${guests} guests change within ${Math.min(...gaps)} ms`);
    }
  });

  it('leaves most guests of a small fleet as they are', () => {
    const guests = createFleet({ seed: 1, guests: 13, calm: false });
    const busy = new Set(changes(guests, 2 * CYCLE_S).map(({ guest }) => guest.name));
    assert.equal(busy.size, 6);
  });

  it('shows every kind of event within five minutes', () => {
    const seen = changes(createFleet({ seed: 1, guests: 13, calm: false }), CYCLE_S).map(
      ({ after }) => after,
    );
    const kinds = new Set(seen.map(({ state, reason }) => `${state},${reason}`));
    assert.deepEqual([...kinds].sort(), ['1,1', '1,2', '1,5', '3,1', '3,5', '5,1', '5,4']);
    assert.ok(seen.some(({ hung }) => hung));
    assert.ok(seen.some(({ extraSince }) => extraSince >= 0));
  });

  it('never changes a calm fleet', () => {
    assert.deepEqual(changes(createFleet({ seed: 1, guests: 300, calm: true }), 90 * 86_400), []);
  });

  it('keeps a fleet of thousands calm: a change or two a second in ten thousand', () => {
    const seen = changes(createFleet({ seed: 1, guests: 2000, calm: false }), 120);
    assert.ok(seen.length > 5 && seen.length < 100, `${seen.length} changes in two minutes`);
  });
});
