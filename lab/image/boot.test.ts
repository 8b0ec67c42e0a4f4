import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bootSector, sleepRom } from './boot.ts';

test('bootSector is one sector with its parameters where boot-sector.S reads them', () => {
  const sector = bootSector({ burn: 2, ticks: 91, sectors: 16 });
  assert.equal(sector.length, 512);
  assert.equal(sector.toString('hex', 0x1e0, 0x1e5), '02005b0010');
  assert.equal(sector.toString('hex', 0x1fe), '55aa');
});

test('sleepRom jumps from the reset vector to a halt', () => {
  const rom = sleepRom();
  assert.equal(rom.length, 65_536);
  const [jump, offset, segment] = [rom[0xfff0], rom.readUInt16LE(0xfff1), rom.readUInt16LE(0xfff3)];
  assert.equal(jump, 0xea);
  // The ROM's end is the end of the first MiB, so segment f000 is its beginning.
  assert.equal(segment * 16 + offset, 0xf0000);
  assert.equal(rom.toString('hex', 0, 4), 'faf4ebfd');
});
