import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zone, zoneOf } from '../../format/zone.ts';
import { timeTick, timeTicks } from './ticks.ts';

const at = (iso: string): number => Date.parse(iso) / 1000;
const [hour, day] = [3600, 86_400];

test('ticks are round by the clocks of the zone, also where those are changed', () => {
  const before = zone.value;
  const f = (name: string, from: string, to: string, step: number, want: string): void => {
    zone.value = zoneOf(name);
    const ticks = timeTicks(at(from), at(to), step);
    const labels = ticks.map((tick) => timeTick(tick, step).replaceAll('\u00a0', ' '));
    assert.equal(labels.join(', '), want, `${name} ${from}`);
  };
  try {
    f('UTC', '2026-11-02T09:00:03Z', '2026-11-02T09:00:21Z', 5, '09:00:05, 09:00:10, 09:00:15, 09:00:20');
    f('UTC', '2026-11-02T22:59:00Z', '2026-11-03T01:00:00Z', hour, '23:00, 3 Nov, 01:00');
    f('Asia/Kolkata', '2026-11-02T09:00:00Z', '2026-11-02T12:00:00Z', hour, '15:00, 16:00, 17:00');
    f('Europe/Berlin', '2026-11-02T21:00:00Z', '2026-11-03T09:00:00Z', 6 * hour, '3 Nov, 06:00');
    f('Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z', hour, '01:00, 03:00, 04:00');
    f(
      'Europe/Berlin',
      '2026-10-24T23:00:00Z',
      '2026-10-25T02:00:00Z',
      hour,
      '01:00, 02:00 CEST, 02:00 CET, 03:00',
    );
    f('Europe/Berlin', '2026-10-20T00:00:00Z', '2026-11-10T00:00:00Z', 7 * day, '26 Oct, 2 Nov, 9 Nov');
    f('America/New_York', '2026-03-07T12:00:00Z', '2026-03-10T12:00:00Z', day, '8 Mar, 9 Mar, 10 Mar');
    f('Europe/Berlin', '2025-11-30T09:00:00Z', '2026-04-30T09:00:00Z', 60 * day, '1 Jan 2026, 1 Mar');
    f('UTC', '2025-11-30T09:00:00Z', '2026-11-30T09:00:00Z', 90 * day, '1 Jan 2026, 1 Apr, 1 Jul, 1 Oct');
  } finally {
    zone.value = before;
  }
});
