import { join } from 'node:path';
import { segment } from '../../model/vocabulary.ts';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

/** `md0 : active raid1 sdb1[1] sda1[0]`, then a line with `[2/1]`: members that belong to it, and those that work. */
const array = /^(md\S{1,64}) : [^\n]*\n[^\n]*\[(\d+)\/(\d+)\]/gm;

/** Software RAID from /proc/mdstat: an array with fewer members at work than belong to it is degraded. */
export class Raid implements Part {
  readonly #file: ProcFile;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/mdstat'));
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    if (!this.#file.present) return;
    for (const [, name = '', total, up] of this.#file.text().matchAll(array)) {
      const key = segment(name);
      reading.put(reading.slot(`raid.${key}.members.total`), Number(total));
      reading.put(reading.slot(`raid.${key}.members.up`), Number(up));
    }
  }
}
