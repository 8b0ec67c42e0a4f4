import { join } from 'node:path';
import { Growth } from './growth.ts';
import { ProcFile, readBytes } from './read.ts';
import type { Part, Reading } from './reading.ts';

const fields = ['pswpin', 'pswpout', 'pgmajfault', 'oom_kill'].map((field) => Buffer.from(`\n${field} `));
const metrics = ['memory.swap.in', 'memory.swap.out', 'memory.fault.major', 'memory.oom.kills'];

/** Swapping, major faults and processes killed for want of memory, from /proc/vmstat, which counts pages. */
export class Vmstat implements Part {
  readonly #file: ProcFile;
  readonly #scales: readonly number[];
  readonly #samples = new Float64Array(fields.length);
  readonly #growth = new Growth(fields.length);
  #slots: readonly number[] | null = null;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/vmstat'));
    const pageBytes = readPageBytes(root);
    this.#scales = [pageBytes, pageBytes, 1, 1];
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    if (!this.#file.present) return;
    this.#slots ??= metrics.map((metric) => reading.slot(metric));
    for (const [i, field] of fields.entries()) {
      this.#samples[i] = this.#file.find(field) ? this.#file.number() : NaN;
    }
    this.#growth.take(this.#samples, reading.timeMs);
    for (const [i, slot] of this.#slots.entries()) reading.perSecond(slot, this.#growth, i, this.#scales[i]);
  }
}

/** Size of a page: AT_PAGESZ of the auxiliary vector (getauxval(3)) of a 64-bit process, else 4096. */
function readPageBytes(root: string): number {
  const vector = readBytes(join(root, 'proc/self/auxv'));
  const words = vector ? new BigUint64Array(vector.buffer, vector.byteOffset, vector.length >> 3) : [];
  for (let i = 0; i + 1 < words.length; i += 2) if (words[i] === 6n) return Number(words[i + 1]);
  return 4096;
}
