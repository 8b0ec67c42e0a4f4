import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOOT_MS, createSchedule } from './schedule.ts';

describe('createSchedule', () => {
  it('lets no incident overlap another, nor the time a guest is away and boots, in fleets of any size', () => {
    for (const guests of [...Array.from({ length: 30 }, (_, i) => i + 1), 1000]) {
      for (let index = 0; index < guests; index++) {
        const schedule = createSchedule(guests, index, { guests, calm: false, off: false });
        let free = schedule.awayMs + BOOT_MS;
        for (const { at, lasts } of schedule.incidents) {
          assert.ok(at >= free && lasts > 0, `an incident at ${at} in ${guests} guests, free from ${free}`);
          free = at + lasts;
        }
        assert.ok(free <= schedule.cycleMs);
        assert.ok(schedule.incidents.length === 0 || schedule.runMs % schedule.cycleMs === 0);
      }
    }
  });

  it('plays every incident in small fleets, the two departures by different guests', () => {
    for (let guests = 1; guests <= 30; guests++) {
      const schedules = Array.from({ length: guests }, (_, index) =>
        createSchedule(1, index, { guests, calm: false, off: false }),
      );
      const incidents = schedules.flatMap((schedule) => schedule.incidents.map(({ kind }) => kind));
      assert.deepEqual(incidents.sort(), ['disk', 'hang', 'ioerror', 'pause']);
      const minutes = schedules.filter(({ runMs }) => runMs === 300_000);
      assert.equal(minutes.length, guests === 1 ? 1 : 2);
    }
  });

  it('gives calm fleets and guests that are off nothing to do', () => {
    for (const options of [
      { guests: 10, calm: true, off: false },
      { guests: 10, calm: false, off: true },
    ]) {
      const { runMs, incidents } = createSchedule(1, 3, options);
      assert.deepEqual({ runMs, incidents }, { runMs: Infinity, incidents: [] });
    }
  });
});
