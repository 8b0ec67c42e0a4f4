import type { Disk, Guest } from './guest.ts';

/** A copy takes so long, and begins anew when it is done. */
const COPY_MS = 600_000;

/** A copy of a disk to another storage under way. */
export interface BlockCopy {
  readonly disk: Disk;
  /** Where to. */
  readonly path: string;
  readonly copiedBytes: number;
}

/** The copy of the second disk of a guest that keeps files at `now` (epoch ms); null where there is none. */
export function blockCopyOf({ about, disks }: Guest, now: number): BlockCopy | null {
  const [, disk] = disks;
  if (!about.tags.includes('files') || !disk?.path) return null;
  const done = (((now % COPY_MS) + COPY_MS) % COPY_MS) / COPY_MS;
  return { disk, path: `${disk.path}.copy`, copiedBytes: Math.floor(done * disk.capacityBytes) };
}
