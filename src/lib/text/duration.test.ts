import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { formatDuration, parseDuration } from './duration.ts';

it('parseDuration() reads a number and a unit and nothing else', () => {
  const f = (text: string, want: number | null): void => assert.equal(parseDuration(text), want, text);
  f('500ms', 500);
  f('5s', 5000);
  f('1.5s', 1500);
  f('2m', 120_000);
  f('1h', 3_600_000);
  f('7d', 604_800_000);
  f('0s', 0);
  f('5', null);
  f('5 s', null);
  f('s', null);
  f('-5s', null);
  f('5S', null);
  f('1h30m', null);
  f('0.5ms', null);
  f('5s\n', null);
  f('99999999999999s', null);
});

it('formatDuration() uses the largest unit without a fraction', () => {
  const f = (ms: number, want: string): void => assert.equal(formatDuration(ms), want);
  f(0, '0ms');
  f(500, '500ms');
  f(1500, '1500ms');
  f(5000, '5s');
  f(90_000, '90s');
  f(120_000, '2m');
  f(7_200_000, '2h');
  f(172_800_000, '2d');
});

it('parseDuration() reads back what formatDuration() wrote', () => {
  const ms = fc.integer({ min: 0, max: 999_999_999 });
  fc.assert(fc.property(ms, (value) => parseDuration(formatDuration(value)) === value));
});
