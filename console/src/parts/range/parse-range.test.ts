import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneOf } from '../../format/zone.ts';
import { parseRange } from './parse-range.ts';

const iso = (epoch: number): string => new Date(epoch * 1000).toISOString().slice(0, 19);
const at = (text: string): number => Date.parse(text) / 1000;

/** What a text means on a Monday at noon in Berlin, in UTC. */
function read(text: string, zone = 'Europe/Berlin', now = '2026-11-30T11:00:00Z'): string {
  const found = parseRange(text, { zone: zoneOf(zone), now: at(now) });
  return 'problem' in found ? found.problem : `${iso(found.from)} ${iso(found.to)}`;
}

test('parseRange() reads what people write, in the zone', () => {
  const f = (text: string, want: string): void => assert.equal(read(text), want, text);
  f('last Tuesday 02:00–04:00', '2026-11-24T01:00:00 2026-11-24T03:00:00');
  f('Monday 02:00-04:00', '2026-11-23T01:00:00 2026-11-23T03:00:00');
  f('yesterday 14:00-15:00', '2026-11-29T13:00:00 2026-11-29T14:00:00');
  f('yesterday 22:00 to today 01:00', '2026-11-29T21:00:00 2026-11-30T00:00:00');
  f('yesterday', '2026-11-28T23:00:00 2026-11-29T23:00:00');
  f('2026-11-24', '2026-11-23T23:00:00 2026-11-24T23:00:00');
  f('2026-11-24 to 2026-11-25', '2026-11-23T23:00:00 2026-11-25T23:00:00');
  f('2026-11-24 02:00', '2026-11-24T01:00:00 2026-11-30T11:00:00');
  f('2026-11-24 02:00 - 2026-11-25 03:30:15', '2026-11-24T01:00:00 2026-11-25T02:30:15');
  f('2026-11-24 02:00-05:00', '2026-11-24T01:00:00 2026-11-24T04:00:00');
  f('02:00', '2026-11-30T01:00:00 2026-11-30T11:00:00');
  f('3 h', '2026-11-30T08:00:00 2026-11-30T11:00:00');
  f('-2h', '2026-11-30T09:00:00 2026-11-30T11:00:00');
  f('last 45 min', '2026-11-30T10:15:00 2026-11-30T11:00:00');
  f('1795932000–1795935600', '2026-11-29T06:00:00 2026-11-29T07:00:00');
  f('1795932000000 to now', '2026-11-29T06:00:00 2026-11-30T11:00:00');
});

test('parseRange() reads a zone where one is named, and tells the hour apart that comes twice', () => {
  const f = (text: string, want: string, now?: string): void =>
    assert.equal(read(text, 'Europe/Berlin', now), want, text);
  f('2026-11-24T02:00:00Z/2026-11-24T04:00:00Z', '2026-11-24T02:00:00 2026-11-24T04:00:00');
  f('2026-11-24 02:00:00+05:30 – 2026-11-24 04:00:00+05:30', '2026-11-23T20:30:00 2026-11-23T22:30:00');
  f('2026-11-24 02:00:00-03:30 – 2026-11-24 04:00:00-03:30', '2026-11-24T05:30:00 2026-11-24T07:30:00');
  f('02:00 UTC - 03:00 UTC', '2026-11-30T02:00:00 2026-11-30T03:00:00');
  const autumn = '2026-10-26T11:00:00Z';
  f('2026-10-25 02:30 CEST – 02:30 CET', '2026-10-25T00:30:00 2026-10-25T01:30:00', autumn);
  f('2026-10-25', '2026-10-24T22:00:00 2026-10-25T23:00:00', autumn);
  assert.equal(read('yesterday', 'Asia/Kolkata'), '2026-11-28T18:30:00 2026-11-29T18:30:00');
});

test('parseRange() says why a text is no range', () => {
  const f = (text: string, want: string): void => assert.equal(read(text), want, text);
  f('', 'type a range');
  f('x'.repeat(500), 'this is too long for a range');
  f('teatime', 'no range that can be read');
  f('2026-02-31 10:00 - 11:00', 'no range that can be read');
  f('25:00', 'no range that can be read');
  f('2026-11-24 04:00-02:00', 'it ends before it begins');
  f('2027-01-01', 'it begins in the future');
  f('2020-01-01', '2019-12-31T23:00:00 2020-01-01T23:00:00');
  f('2020-01-01 to now', 'it is longer than a year');
});
