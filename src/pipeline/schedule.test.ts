import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FakeClock } from '../../test/fake-clock.ts';
import { Schedule } from './schedule.ts';

/**
 * A schedule of one second that begins at 10.3 s by default, the times of its runs and the ends of their rows. Each run
 * takes `takes`.
 */
function begin(
  takes: (run: number) => number = () => 0,
  at = 10_300,
  options: { intervalMs?: number; phaseMs?: number; stepMs?: number } = {},
) {
  const clock = new FakeClock(at);
  const times: number[] = [];
  const rows: number[] = [];
  let active = 0;
  const task = async (rowEndMs: number): Promise<void> => {
    assert.equal(++active, 1, 'runs overlap');
    times.push(clock.now());
    rows.push(rowEndMs);
    const ms = takes(times.length - 1);
    if (ms > 0) await clock.sleep(ms);
    active--;
  };
  const schedule = new Schedule({ clock, intervalMs: 1000, ...options, task });
  const stopping = new AbortController();
  const done = schedule.run(stopping.signal);
  const stop = (): Promise<void> => {
    stopping.abort();
    return done;
  };
  return { clock, times, rows, schedule, stop };
}

test('Schedule runs at once and then at multiples of the interval of the wall clock', async () => {
  const { clock, times, schedule, stop } = begin(() => 150);
  await clock.advance(3000);
  await stop();
  assert.deepEqual(times, [10_300, 11_000, 12_000, 13_000]);
  assert.equal(schedule.missed, 0);
});

test('Schedule waits for the multiple that is about to come, so that no row gets two runs', async () => {
  const { clock, times, schedule, stop } = begin(() => 0, 10_950);
  await clock.advance(2000);
  await stop();
  assert.deepEqual(times, [11_000, 12_000]);
  assert.equal(schedule.missed, 0);
});

test('Schedule counts the intervals that a run ate, while it runs and after', async () => {
  const { clock, times, schedule, stop } = begin((run) => (run === 1 ? 2400 : 0));
  await clock.advance(700 + 1500);
  assert.equal(schedule.missed, 1);
  await clock.advance(2000);
  await stop();
  assert.deepEqual(times, [10_300, 11_000, 14_000]);
  assert.equal(schedule.missed, 2);
});

test('Schedule: a run that ends on the next interval has missed it', async () => {
  const { clock, times, schedule, stop } = begin((run) => (run === 1 ? 1000 : 0));
  await clock.advance(3000);
  await stop();
  assert.deepEqual(times, [10_300, 11_000, 13_000]);
  assert.equal(schedule.missed, 1);
});

test('Schedule: a process that was held up counts what it slept through and is aligned again', async () => {
  const { clock, times, schedule, stop } = begin();
  await clock.advance(700);
  clock.pass(3400);
  await clock.advance(1000);
  await stop();
  // Due at 12.0, woken at 14.4: 13.0 and 14.0 are gone.
  assert.deepEqual(times, [10_300, 11_000, 14_400, 15_000]);
  assert.equal(schedule.missed, 2);
});

test('Schedule follows a wall clock that is set forward or back, and misses nothing for it', async () => {
  const f = async (jumpMs: number, want: number[]): Promise<void> => {
    const { clock, times, schedule, stop } = begin();
    await clock.advance(800);
    clock.jump(jumpMs);
    await clock.advance(1900);
    await stop();
    assert.deepEqual(times.slice(2), want);
    assert.equal(schedule.missed, 0);
  };
  await f(3_600_250, [3_612_250, 3_613_000]);
  await f(-4750, [7250, 8000]);
  // A little slow, as under NTP: the run waits for its interval.
  await f(-3, [12_000]);
});

test('Schedule never runs before the interval has begun, although timers fire early', async () => {
  class Early extends FakeClock {
    override sleep(ms: number, signal?: AbortSignal): Promise<void> {
      return super.sleep(Math.max(1, ms - 1.5), signal);
    }
  }
  const clock = new Early(10_300);
  const times: number[] = [];
  const stopping = new AbortController();
  const task = async (): Promise<void> => void times.push(clock.now());
  const done = new Schedule({ clock, intervalMs: 1000, task }).run(stopping.signal);
  await clock.advance(2800);
  stopping.abort();
  await done;
  assert.deepEqual(times.map(Math.floor), [10_300, 11_000, 12_000, 13_000]);
});

test('Schedule: runs and missed intervals together are all the intervals there were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4500 }), { minLength: 1, maxLength: 15 }),
      async (takes) => {
        const { clock, times, schedule, stop } = begin((run) => takes[run % takes.length] ?? 0);
        await clock.advance(30_000);
        const intervals = Math.floor(clock.now() / 1000) - 10;
        assert.equal(times.length - 1 + schedule.missed, intervals);
        for (const time of times.slice(1)) assert.equal(time % 1000, 0);
        const stopped = stop();
        await clock.advance(5000);
        await stopped;
      },
    ),
    { numRuns: 30 },
  );
});

test('Schedule ends at once when it waits, and after the run when it runs', async () => {
  const { clock, times, stop } = begin(() => 500);
  await clock.advance(900);
  let ended = false;
  const stopped = stop().then(() => (ended = true));
  await clock.advance(200);
  assert.equal(ended, false);
  await clock.advance(200);
  assert.equal(ended, true);
  await stopped;
  await clock.advance(5000);
  assert.deepEqual(times, [10_300, 11_000]);
});

test('Schedule: a run belongs to the newest row that has ended when it is due, whatever its phase', async () => {
  for (const phaseMs of [0, 1, 250, 618, 999]) {
    const { clock, times, rows, stop } = begin(() => 0, 10_000, { phaseMs });
    await clock.advance(3999);
    await stop();
    assert.deepEqual(rows, [10_000, 11_000, 12_000, 13_000], `${phaseMs} ms`);
    assert.deepEqual(times.slice(1), [11_000 + phaseMs, 12_000 + phaseMs, 13_000 + phaseMs]);
  }
});

test('Schedule: a first run in the row of the next takes its place', async () => {
  const { clock, times, rows, schedule, stop } = begin(() => 0, 10_300, { phaseMs: 618 });
  await clock.advance(2000);
  await stop();
  assert.deepEqual([times, rows], [[10_300, 11_618], [10_000, 11_000]]); // prettier-ignore
  assert.equal(schedule.missed, 0);
});

test('Schedule: a run that begins late belongs to its own row, also when that of the next has ended', async () => {
  const { clock, times, rows, stop } = begin(() => 0, 10_000, { phaseMs: 900 });
  await clock.advance(1000);
  clock.pass(1100);
  await clock.advance(1000);
  await stop();
  assert.deepEqual([times, rows], [[10_000, 12_100, 12_900], [10_000, 11_000, 12_000]]); // prettier-ignore
});

test('Schedule: of an interval of many rows each run belongs to the row that has just ended', async () => {
  const { clock, times, rows, schedule, stop } = begin(() => 0, 123_000, { intervalMs: 60_000, phaseMs: 37_080, stepMs: 5000 }); // prettier-ignore
  await clock.advance(120_000);
  await stop();
  assert.deepEqual([times, rows], [[123_000, 157_080, 217_080], [120_000, 155_000, 215_000]]); // prettier-ignore
  assert.equal(schedule.missed, 0);
});

test('Schedule: after a clock that was set a run belongs to the row of the time it finds', async () => {
  const f = async (jumpMs: number, want: number[]): Promise<void> => {
    const { clock, rows, stop } = begin(() => 0, 10_000, { phaseMs: 618 });
    await clock.advance(1800);
    clock.jump(jumpMs);
    await clock.advance(1900);
    await stop();
    assert.deepEqual(rows.slice(2), want);
  };
  await f(3_600_250, [3_612_000, 3_613_000]);
  await f(-4750, [7000, 8000]);
});

test('Schedule never gives two runs one row, whatever its phase, start and length of runs', async () => {
  const ms = fc.integer({ min: 0, max: 999 });
  await fc.assert(
    fc.asyncProperty(
      ms,
      ms,
      fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1 }),
      async (phaseMs, start, takes) => {
        // prettier-ignore
        const { clock, times, rows, stop } = begin((run) => takes[run % takes.length] ?? 0, 10_000 + start, { phaseMs }); // prettier-ignore
        await clock.advance(20_000);
        assert.deepEqual(
          rows,
          [...new Set(rows)].sort((a, b) => a - b),
        );
        // The first is at once where no other is about to come.
        assert.ok((times[0] ?? NaN) - 10_000 - start <= 100);
        for (const [i, time] of times.entries()) assert.ok(time - (rows[i] ?? NaN) < 1000);
        const stopped = stop();
        await clock.advance(3000);
        await stopped;
      },
    ),
    { numRuns: 50 },
  );
});
