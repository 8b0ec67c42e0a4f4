import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { age, memory, percent, rate } from './format.ts';

it('rate() and memory() keep three digits and a unit', () => {
  const f = (value: number | null, asRate: string, asMemory: string): void => {
    assert.equal(rate(value), asRate);
    assert.equal(memory(value), asMemory);
  };
  f(null, '-', '-');
  f(0, '0 B', '0 B');
  f(0.4, '0 B', '0 B');
  f(999, '999 B', '999 B');
  f(1000, '1.0 kB', '1.0 KiB');
  f(1024, '1.0 kB', '1.0 KiB');
  f(99_950, '100 kB', '97.6 KiB');
  f(999_499, '999 kB', '976 KiB');
  f(999_500, '1.0 MB', '976 KiB');
  f(96 * 1024 ** 2, '101 MB', '96.0 MiB');
  f(1023 * 1024 ** 2, '1.1 GB', '1.0 GiB');
  f(1e15, '1.0 PB', '909 TiB');
});

it('rate() and memory() never outgrow their columns', () => {
  const bytes = fc.double({ min: 0, max: 1e17, noNaN: true });
  fc.assert(fc.property(bytes, (value) => rate(value).length <= 7 && memory(value).length <= 8));
});

it('percent() is of one processor', () => {
  const f = (value: number | null, want: string): void => assert.equal(percent(value), want);
  f(null, '-');
  f(0, '0.0');
  f(0.1234, '12.3');
  f(0.9994, '99.9');
  f(0.9996, '100');
  f(1.8, '180');
  f(32, '3200');
});

it('age() uses the largest unit that is precise enough', () => {
  const f = (value: number | null, want: string): void => assert.equal(age(value), want);
  f(null, '-');
  f(-3, '0s');
  f(4.9, '4s');
  f(119, '119s');
  f(120, '2m');
  f(7199, '119m');
  f(7200, '2h');
  f(172_800, '2d');
});
