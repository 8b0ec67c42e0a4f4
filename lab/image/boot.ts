/** What a guest started from the boot sector does, round after round. */
export type BootWork = {
  /** Loops of 65,536 turns in each round: the guest's CPU time. */
  burn: number;
  /** Halts of 1/18.2 s at the start of each round; 0 means sleep for ever. */
  ticks: number;
  /** Sectors of 512 bytes read, then written, in each round; 0 leaves the disk alone. */
  sectors: number;
};

// The assembled code of boot-sector.S; the rest of the sector is zero.
const CODE = Buffer.from(
  'ea0500c0078cc88ed831c08ed0bc007088165a00fb8b0ee20185c97504faf4ebfdf4e2fd8b1ee00185db740731c9e2fe4b75f9a0e40184c0' +
    '74dbb80042e80800b80043e80200ebcd50a0e401a25d0058' +
    '8a165a00be5b00cd13c38010000800000000204000000000000000',
  'hex',
);
const PARAMETERS = 0x1e0;

/**
 * The 512-byte boot sector of a guest that works a little and for ever.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { bootSector } from './boot.ts';
 * assert.equal(bootSector({ burn: 2, ticks: 91, sectors: 16 }).readUInt16LE(510), 0xaa55);
 */
export function bootSector({ burn, ticks, sectors }: BootWork): Buffer {
  const sector = Buffer.alloc(512);
  CODE.copy(sector);
  sector.writeUInt16LE(burn, PARAMETERS);
  sector.writeUInt16LE(ticks, PARAMETERS + 2);
  sector.writeUInt8(sectors, PARAMETERS + 4);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/**
 * A 64 KiB firmware that halts: a guest that is running, costs no CPU and is up at once.
 *
 * The CPU starts 16 bytes below the end, where a far jump leads to `cli; hlt; jmp hlt` at the beginning.
 */
export function sleepRom(): Buffer {
  const rom = Buffer.alloc(64 << 10, 0xf4);
  rom.set([0xfa, 0xf4, 0xeb, 0xfd]);
  rom.set([0xea, 0x00, 0x00, 0x00, 0xf0], 0xfff0);
  return rom;
}
