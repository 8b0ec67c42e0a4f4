import type { TypedParam } from '@virtscope/libvirt';
import { segment } from '../../../model/vocabulary.ts';
import { ceilings } from '../../../model/unit.ts';
import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS } from '../limits.ts';

/** Bytes of a disk as labels: its size for the guest, and what its image takes on the host. */
export interface DiskSize {
  readonly bytes: string;
  readonly allocatedBytes: string;
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
