import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { ceilings } from '../../model/unit.ts';
import { age, bare, memory, rate } from './format.ts';

it('rate() and memory() keep three digits and a unit, networks in bits', () => {
  const f = (value: number | null, asRate: string, asBits: string, asMemory: string): void => {
    assert.equal(rate(value, 'bytes/s'), asRate);
    assert.equal(rate(value, 'bits/s'), asBits);
    assert.equal(memory(value), asMemory);
  };
  f(null, '-', '-', '-');
  f(0, '0 B', '0 b', '0 B');
  f(0.4, '<1 B', '3 b', '<1 B');
  f(999, '999 B', '8.0 kb', '999 B');
  f(1000, '1.0 kB', '8.0 kb', '1000 B');
  f(1024, '1.0 kB', '8.2 kb', '1.0 KiB');
  f(99_950, '100 kB', '800 kb', '97.6 KiB');
  f(999_499, '999 kB', '8.0 Mb', '976 KiB');
  f(999_500, '1.0 MB', '8.0 Mb', '976 KiB');
  f(96 * 1024 ** 2, '101 MB', '805 Mb', '96.0 MiB');
  f(1023 * 1024 ** 2, '1.1 GB', '8.6 Gb', '1023 MiB');
  f(1e15, '1000 TB', '8000 Tb', '909 TiB');
});

it('rate() and memory() never outgrow their columns', () => {
  const bytes = (max: number) => fc.double({ min: 0, max, noNaN: true });
  fc.assert(fc.property(bytes(1e17), (value) => memory(value).length <= 8));
  fc.assert(
    fc.property(bytes(ceilings['bytes/s']), fc.constantFrom('bytes/s', 'bits/s'), (value, unit) => {
      return rate(value, unit).length <= 7;
    }),
  );
});

it('bare() is the number alone, of one processor in per cent', () => {
  const f = (value: number | null, want: string): void => assert.equal(bare(value, 'cores'), want);
  f(null, '-');
  f(0, '0');
  f(0.0123, '1.2');
  f(0.1234, '12');
  f(0.9996, '100');
  f(1.8, '180');
  f(32, '3200');
  assert.equal(bare(8, 'count'), '8');
});

it('age() uses the largest unit that is precise enough', () => {
  const f = (value: number | null, want: string): void => assert.equal(age(value), want);
  f(null, '-');
  f(-3, '0 s');
  f(4.9, '4 s');
  f(99, '99 s');
  f(100, '1 min');
  f(5999, '99 min');
  f(6000, '1 h');
  f(359_999, '99 h');
  f(360_000, '4 d');
});
