import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clock,
  fullInstant,
  instant,
  moment,
  rowTime,
  rowTimeWithZone,
  withZone,
  zoneNames,
} from './time.ts';
import { zone, zoneOf } from './zone.ts';

const at = (iso: string): number => Date.parse(iso) / 1000;
const spaced = (s: string): string => s.replaceAll('\u00a0', ' ');

/** Runs in a zone, and leaves the one that was. */
function inZone(name: string, run: () => void): void {
  const before = zone.value;
  zone.value = zoneOf(name);
  try {
    run();
  } finally {
    zone.value = before;
  }
}

test('clock() and instant() are UTC unless another zone is chosen, with the date only where it is another day', () => {
  const noon = at('2026-11-02T12:00:05Z');
  assert.equal(clock(noon), '12:00:05');
  assert.equal(instant(noon, noon + 60), '12:00:05');
  assert.equal(instant(noon, noon + 86_400), '2026-11-02 12:00');
  inZone('Asia/Kolkata', () => {
    assert.equal(clock(noon), '17:30:05');
    // Its next day begins at half past six in the evening of UTC.
    assert.equal(instant(noon, at('2026-11-02T18:29:00Z')), '17:30:05');
    assert.equal(instant(noon, at('2026-11-02T18:30:00Z')), '2026-11-02 17:30');
  });
});

test('moment() has the day in a span of days, and the year in a span of many months', () => {
  const time = at('2026-11-02T09:41:07Z');
  const f = (days: number, want: string): void => assert.equal(spaced(moment(time, days * 86_400)), want);
  f(1, '09:41:07');
  f(7, '2 Nov 09:41');
  f(366, '2 Nov 2026 09:41');
  assert.notEqual(rowTime(time, 86_400, 366 * 86_400), rowTime(time - 365 * 86_400, 86_400, 366 * 86_400));
});

test('rowTime() gives the time that a row covers, a day of UTC as what it is', () => {
  const end = at('2026-11-02T10:00:00Z');
  const f = (epoch: number, step: number, seconds: number, want: string): void =>
    assert.equal(spaced(rowTime(epoch, step, seconds)), want);
  f(end, 5, 600, '10:00:00');
  f(end, 5, 604_800, '2 Nov 10:00:00');
  f(end, 60, 7200, '09:59–10:00');
  f(end, 3600, 604_800, '2 Nov 09:00–10:00');
  f(end + 14 * 3600, 86_400, 31_622_400, '2 Nov 2026');
  f(end + 14 * 3600, 86_400, 2_678_400, '2 Nov');
  inZone('Europe/Berlin', () => {
    f(end, 3600, 604_800, '2 Nov 10:00–11:00');
    f(end + 14 * 3600, 86_400, 31_622_400, '2 Nov 2026 UTC');
    assert.equal(spaced(rowTimeWithZone(end + 14 * 3600, 86_400, 31_622_400)), '2 Nov 2026 UTC');
    assert.equal(rowTimeWithZone(end, 60, 7200), '10:59–11:00 CET');
  });
});

test('the hour that comes twice has the name of the zone, once, so that no two rows read the same', () => {
  inZone('Europe/Berlin', () => {
    const [first, second] = [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')];
    assert.equal(spaced(moment(first, 600)), '02:30:00 CEST');
    assert.equal(spaced(moment(second, 600)), '02:30:00 CET');
    assert.equal(spaced(rowTime(second, 60, 7200)), '02:29–02:30 CET');
    assert.equal(spaced(rowTimeWithZone(first, 5, 600)), '02:30:00 CEST');
    assert.equal(moment(at('2026-10-25T02:00:00Z'), 600), '03:00:00');
    assert.equal(zoneNames(first, second), 'CEST/CET');
  });
});

test('fullInstant() has date, zone and offset', () => {
  const time = at('2026-11-02T23:41:07Z');
  assert.equal(fullInstant(time), '2026-11-02 23:41:07 UTC');
  inZone('Europe/Berlin', () => assert.equal(fullInstant(time), '2026-11-03 00:41:07 CET (UTC+01:00)'));
  inZone('Asia/Kolkata', () => {
    assert.equal(fullInstant(time), '2026-11-03 05:11:07 UTC+05:30');
    assert.equal(withZone('05:11', time), '05:11 UTC+05:30');
  });
});
