import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantsOf, offsetText, zoneOf } from './zone.ts';

const at = (iso: string): number => Date.parse(iso) / 1000;

test('zoneOf() has offsets and names on both sides of every change of clocks, also of half an hour', () => {
  const f = (zone: string, iso: string, offset: string, name: string): void => {
    const { offsetAt, nameAt } = zoneOf(zone);
    assert.equal(offsetText(offsetAt(at(iso))), offset, `${zone} ${iso}`);
    assert.equal(nameAt(at(iso)), name, `${zone} ${iso}`);
  };
  f('Europe/Berlin', '2026-03-29T00:59:59Z', '+01:00', 'CET');
  f('Europe/Berlin', '2026-03-29T01:00:00Z', '+02:00', 'CEST');
  f('Europe/Berlin', '2026-10-25T00:59:59Z', '+02:00', 'CEST');
  f('Europe/Berlin', '2026-10-25T01:00:00Z', '+01:00', 'CET');
  f('America/New_York', '2026-11-30T12:00:00Z', '-05:00', 'EST');
  f('Asia/Kolkata', '2026-11-30T12:00:00Z', '+05:30', 'UTC+05:30');
  f('Asia/Kathmandu', '2026-11-30T12:00:00Z', '+05:45', 'UTC+05:45');
  f('America/St_Johns', '2026-11-30T12:00:00Z', '-03:30', 'UTC-03:30');
  f('Australia/Lord_Howe', '2026-04-04T14:59:59Z', '+11:00', 'UTC+11:00');
  f('Australia/Lord_Howe', '2026-04-04T15:00:00Z', '+10:30', 'UTC+10:30');
  f('UTC', '2026-07-01T00:00:00Z', '+00:00', 'UTC');
});

test('instantsOf() finds none in the hour that is skipped and two in the hour that comes twice', () => {
  const f = (zone: string, wall: string, ...want: string[]): void =>
    assert.deepEqual(instantsOf(zoneOf(zone), at(`${wall}Z`)), want.map(at), `${zone} ${wall}`);
  f('Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z');
  f('Europe/Berlin', '2026-03-29T02:30:00');
  f('Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z');
  f('Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z');
  f('Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z');
  f('Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z');
  f('Asia/Kolkata', '2026-11-30T05:30:00', '2026-11-30T00:00:00Z');
});
