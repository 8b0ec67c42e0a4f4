import { join } from 'node:path';
import { mountPointKey } from '../../../model/mount-point.ts';
import { Reason } from '../../../model/reason.ts';
import { Periodic } from '../periodic.ts';
import { ProcFile } from '../read.ts';
import type { Part, Reading } from '../reading.ts';
import type { Space } from './measure.ts';
import { readMounts } from './mounts.ts';

const metrics = ['total', 'used', 'available', 'usage', 'inodes.usage'] as const;

/** How often the list of mounts is read and each one measured. */
const PERIOD_MS = 30_000;

interface FileSystem {
  readonly path: string;
  readonly reading: Periodic<Space>;
  slots: readonly number[] | null;
}

/**
 * Space of the file systems of this machine. A mount that does not answer has unknown values, holds up no other one, and is not
 * measured again before it has answered.
 */
export class FileSystems implements Part {
  readonly #mountinfo: ProcFile;
  readonly #measure: (path: string) => Promise<Space | null>;
  readonly #known = new Map<string, FileSystem>();
  #present: readonly FileSystem[] = [];
  #listedMs = -Infinity;

  constructor(root: string, measure: (path: string) => Promise<Space | null>) {
    this.#mountinfo = new ProcFile(join(root, 'proc/self/mountinfo'));
    this.#measure = measure;
  }

  read(timeMs: number): void {
    if (timeMs - this.#listedMs >= PERIOD_MS) {
      this.#listedMs = timeMs;
      this.#present = readMounts(this.#mountinfo).map(({ path }) => this.#at(path));
    }
    for (const { reading } of this.#present) reading.refresh(timeMs);
  }

  record(reading: Reading): void {
    for (const fileSystem of this.#present) this.#record(fileSystem, reading);
  }

  #at(path: string): FileSystem {
    const known = this.#known.get(path);
    if (known) return known;
    const measured = new Periodic(() => this.#measure(path), PERIOD_MS);
    const made = { path, reading: measured, slots: null };
    this.#known.set(path, made);
    return made;
  }

  #record(fileSystem: FileSystem, reading: Reading): void {
    const space = fileSystem.reading.value(reading.timeMs);
    // Series are made when there is something to see first: what cannot be measured at all has none.
    if (!space && !fileSystem.slots) return;
    const key = mountPointKey(fileSystem.path);
    const slots = (fileSystem.slots ??= metrics.map((metric) => reading.slot(`fs.${key}.${metric}`)));
    if (!space) return slots.forEach((slot) => reading.unknown(slot, Reason.notReported));
    const { totalBytes, freeBytes, availableBytes, inodes, freeInodes } = space;
    const usedBytes = totalBytes - freeBytes;
    const values = [
      totalBytes,
      usedBytes,
      availableBytes,
      // As df(1): what root keeps for itself is neither used nor available.
      usedBytes / (usedBytes + availableBytes),
      (inodes - freeInodes) / inodes,
    ];
    for (const [i, slot] of slots.entries()) reading.put(slot, values[i] as number);
  }
}
