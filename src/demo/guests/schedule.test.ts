import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOOT_MS, createHabit } from './schedule.ts';

describe('createHabit', () => {
  it('lets no act overlap another, nor the time a guest is away and boots, in fleets of any size', () => {
    for (const guests of [...Array.from({ length: 30 }, (_, i) => i + 1), 1000]) {
      for (let index = 0; index < guests; index++) {
        const habit = createHabit(guests, index, { guests, calm: false, off: false });
        let free = habit.awayMs + BOOT_MS;
        for (const { at, lasts } of habit.acts) {
          assert.ok(at >= free && lasts > 0, `an act at ${at} in ${guests} guests, free from ${free}`);
          free = at + lasts;
        }
        assert.ok(free <= habit.cycleMs);
        assert.ok(habit.acts.length === 0 || habit.runMs % habit.cycleMs === 0);
      }
    }
  });

  it('plays every act in small fleets, the two departures by different guests', () => {
    for (let guests = 1; guests <= 30; guests++) {
      const habits = Array.from({ length: guests }, (_, index) =>
        createHabit(1, index, { guests, calm: false, off: false }),
      );
      const acts = habits.flatMap((habit) => habit.acts.map(({ kind }) => kind));
      assert.deepEqual(acts.sort(), ['disk', 'hang', 'ioerror', 'pause']);
      const minutes = habits.filter(({ runMs }) => runMs === 300_000);
      assert.equal(minutes.length, guests === 1 ? 1 : 2);
    }
  });

  it('gives calm fleets and guests that are off nothing to do', () => {
    for (const options of [
      { guests: 10, calm: true, off: false },
      { guests: 10, calm: false, off: true },
    ]) {
      const { runMs, acts } = createHabit(1, 3, options);
      assert.deepEqual({ runMs, acts }, { runMs: Infinity, acts: [] });
    }
  });
});
