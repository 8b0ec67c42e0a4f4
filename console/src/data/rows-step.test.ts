import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepFor } from './rows-step.ts';

test('stepFor() asks for as many rows as a chart has pixels, in round lengths', () => {
  const f = (seconds: number, finest: number, want: number | null): void =>
    assert.equal(stepFor(seconds, finest), want, `${seconds} s in rows of ${finest} s`);
  f(600, 5, null);
  f(6000, 5, null);
  f(7200, 5, 10);
  f(7200, 4, 60);
  f(604_800, 5, 600);
  f(31_622_400, 5, 43_200);
  f(31_622_400, 7, 26_355);
});
