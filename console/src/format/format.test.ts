import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelText } from './labels.ts';
import { networkInBytes } from './network-unit.ts';
import { between, exact, rounded, shownUnit, span, text, type Shown } from './format.ts';

const spaced = (s: string): string => s.replaceAll('\u00a0', ' ');

test('text() scales a value for people', () => {
  const f = (value: number, unit: Shown, want: string): void => assert.equal(spaced(text(value, unit)), want);
  f(0, 'ratio', '0 %');
  f(0.004, 'ratio', '0.4 %');
  f(0.0001, 'ratio', '<0.1 %');
  f(0.61, 'ratio', '61 %');
  f(0.617, 'ratio', '62 %');
  f(0.0994, 'ratio', '9.9 %');
  f(1.824, 'cores', '182 %');
  f(0, 'bytes', '0 B');
  f(512, 'bytes', '512 B');
  f(1_288_490_188, 'bytes', '1.2 GiB');
  f(1024 ** 3, 'bytes', '1.0 GiB');
  f(1024 ** 2 * 1023.9, 'bytes', '1.0 GiB');
  f(12_412_011, 'bytes/s', '12.4 MB/s');
  f(410e6 / 8, 'bits/s', '410 Mb/s');
  f(0.4, 'bytes/s', '<1 B/s');
  f(999_960, 'bytes/s', '1.0 MB/s');
  f(3.4e-4, 'seconds', '340 µs');
  f(0.0019, 'seconds', '1.9 ms');
  f(0.99999, 'seconds', '1.0 s');
  f(2.5e-8, 'seconds', '25.0 ns');
  f(96.24, 'requests/s', '96.2 /s');
  f(120_000, 'packets/s', '120 k/s');
  f(4, 'count', '4');
  f(1.25, 'count', '1.3');
  f(32, 'count', '32');
  f(14e6, 'bytes/s', '14.0 MB/s');
  f(12_345, 'count', '12.3 k');
});

test('exact() gives the value as measured', () => {
  const f = (value: number, unit: Shown, want: string): void =>
    assert.equal(spaced(exact(value, unit)), want);
  f(0.61342, 'ratio', '61.342 %');
  f(1.824, 'cores', '1.824 of one processor');
  f(12_412_011, 'bytes/s', '12,412,011 bytes/s');
  f(51_250_000, 'bits/s', '410,000,000 bits/s');
  f(3, 'count', '3');
  f(4_294_967_296.125, 'bytes', '4,294,967,296.125 bytes');
  f(9_007_199_254_740_991, 'bytes', '9,007,199,254,740,991 bytes');
  f(0.123_456_789_012_345_68, 'ratio', '12.345678901234568 %');
  // Seven times a hundredth is not seven hundredths in doubles.
  f(0.07, 'ratio', '7 %');
  f(1.5e-7, 'seconds', '0.00000015 seconds');
});

test('rounded() claims no more digits than a table has, and is exact where there are more', () => {
  const f = (value: number, unit: Shown, want: string): void =>
    assert.equal(spaced(rounded(value, unit)), want);
  f(4_294_970_000, 'bytes', 'about 4,294,970,000 bytes');
  f(0.123_457, 'ratio', 'about 12.3457 %');
  f(12, 'count', '12');
  f(0.123_456_7, 'ratio', '12.34567 %');
});

test('shownUnit() takes the unit from the vocabulary, and bits for networks', () => {
  const f = (metric: string, want: Shown): void => assert.equal(shownUnit(metric), want);
  f('cpu.usage', 'ratio');
  f('disk.vda.read.bytes', 'bytes/s');
  f('net.rx.bytes', 'bits/s');
  f('net.525400aabbcc.rx.packets', 'packets/s');
  f('something.else', 'count');
});

test('networks are in bytes everywhere where that is chosen, exact values too', () => {
  try {
    networkInBytes.value = true;
    assert.deepEqual(['net.rx.bytes', 'disk.vda.read.bytes'].map(shownUnit), ['bytes/s', 'bytes/s']);
    assert.equal(spaced(labelText('bitsPerSecond', '10000000000')), '1.3 GB/s');
    assert.equal(exact(51_250_000, shownUnit('net.rx.bytes')), '51,250,000 bytes/s');
  } finally {
    networkInBytes.value = false;
  }
});

test('span() names two units at most', () => {
  const f = (seconds: number, want: string): void => assert.equal(spaced(span(seconds)), want);
  f(-1, '0 s');
  f(12.4, '12 s');
  f(60, '1 min');
  f(190, '3 min 10 s');
  f(7500, '2 h 5 min');
  f(273_700, '3 d 4 h');
});

test('between() names a shared unit once', () => {
  const f = (low: number, high: number, metric: string, want: string): void =>
    assert.equal(between(low, high, metric).replaceAll('\u00a0', ' '), want);
  f(0.11, 0.45, 'cpu.usage', '11–45 %');
  f(0, 3_000_000, 'disk.read.bytes', '0–3.0 MB/s');
  f(40_000, 3_000_000, 'disk.read.bytes', '40.0 kB/s–3.0 MB/s');
  f(2, 3, 'cpu.count', '2–3');
});
