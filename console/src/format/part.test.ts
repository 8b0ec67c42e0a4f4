import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unit } from '../../../src/model/unit.ts';
import { partOf } from './part.ts';

test('partOf() has use and size in one unit where they share it', () => {
  const f = (value: number, size: number | null, unit: Unit, want: string): void =>
    assert.equal(partOf(value, size, unit).join(' ').replaceAll('\u00a0', ' '), want);
  f(2.38, 4, Unit.cores, '2.4 of 4');
  f(0.034, 4, Unit.cores, '0.03 of 4');
  f(0.001, 1, Unit.cores, '<0.01 of 1');
  f(0, 1, Unit.cores, '0 of 1');
  f(0.999, 1, Unit.cores, '1.0 of 1');
  f(2.38, null, Unit.cores, '2.4 ');
  f(2.1 * 2 ** 30, 8 * 2 ** 30, Unit.bytes, '2.1 of 8 GiB');
  f(340 * 2 ** 20, 8 * 2 ** 30, Unit.bytes, '0.33 of 8 GiB');
  f(300 * 2 ** 20, 512 * 2 ** 20, Unit.bytes, '300 of 512 MiB');
  f(2 ** 20, 8 * 2 ** 30, Unit.bytes, '<0.01 of 8 GiB');
  f(900 * 2 ** 30, 1.5 * 2 ** 40, Unit.bytes, '0.88 of 1.5 TiB');
  f(0, 0, Unit.bytes, '0 B');
  f(2.1 * 2 ** 30, null, Unit.bytes, '2.1 GiB');
});
