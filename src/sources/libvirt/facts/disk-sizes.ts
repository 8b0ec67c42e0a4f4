import type { TypedParam } from '@virtscope/libvirt';
import type { FactReading } from '../../../lib/fact-readings.ts';
import type { Device } from '../../../model/entity.ts';
import { segment } from '../../../model/vocabulary.ts';
import { ceilings } from '../../../model/unit.ts';
import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS } from '../limits.ts';
import { none, unknown, unknownBecause } from './reasons.ts';

/** Bytes of a disk as labels: its size for the guest, and what its image takes on the host. */
export interface DiskSize {
  readonly bytes: string;
  readonly allocatedBytes: string;
}

/** Size of all disks that a VM can write to, of which each has so many bytes; unknown where one has none. */
export function sizeOfAll(
  disks: readonly Device[],
  bytesOf: (key: string) => number | undefined,
): FactReading<number> {
  const own = disks.filter(isWritable);
  if (own.length === 0) return none;
  const value = own.reduce((sum, { key }) => sum + (bytesOf(key) ?? NaN), 0);
  return Number.isNaN(value) ? unknown(unknownBecause.noSize) : { value, origin: 'hypervisor', reason: null };
}

/** Whether it has an image that the VM writes to: no disc or floppy drive. */
export function isWritable({ labels }: Device): boolean {
  return labels['source'] !== undefined && labels['readonly'] === undefined;
}

/** Sizes of disks in a record of the block group, by key; of a chain of images the first is the disk itself. */
export function diskSizes(params: readonly TypedParam[]): Map<string, DiskSize> {
  const fields = new Map(params.map(({ field, value }) => [field, value]));
  const count = Math.min(Number(fields.get('block.count') ?? 0), LIMITS.devices);
  const found = new Map<string, DiskSize>();
  for (let n = 0; n < count; n++) {
    const name = fields.get(`block.${n}.name`);
    const [bytes, allocated] = [fields.get(`block.${n}.capacity`), fields.get(`block.${n}.allocation`)];
    if (typeof name !== 'string' || !isSize(bytes) || !isSize(allocated)) continue;
    const key = segment(cutText(name, LIMITS.keyLength));
    if (!found.has(key)) found.set(key, { bytes: String(bytes), allocatedBytes: String(allocated) });
  }
  return found;
}

function isSize(value: TypedParam['value'] | undefined): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value <= BigInt(ceilings.bytes);
}
