import { join } from 'node:path';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

/** Load averages from /proc/loadavg. */
export class Loadavg implements Part {
  readonly #file: ProcFile;
  #slots: readonly number[] | null = null;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/loadavg'));
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    if (!this.#file.line()) return;
    this.#slots ??= ['load.1m', 'load.5m', 'load.15m'].map((name) => reading.slot(name));
    for (const slot of this.#slots) reading.put(slot, this.#file.number());
  }
}
