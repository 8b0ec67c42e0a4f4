import { join } from 'node:path';
import { Growth } from './growth.ts';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

const total = Buffer.from(' total=');

/**
 * Pressure stall information of one resource, from /proc/pressure: lines `some` and `full`, whose `total=` counts
 * microseconds. The kernel's own averages reach back further than an interval and are not used.
 */
export class Pressure implements Part {
  readonly #file: ProcFile;
  readonly #kinds: readonly Kind[];

  constructor(root: string, resource: 'cpu' | 'memory' | 'io', kinds: readonly string[]) {
    this.#file = new ProcFile(join(root, 'proc/pressure', resource));
    this.#kinds = kinds.map((kind) => new Kind(kind, `pressure.${resource}.${kind}`));
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    while (this.#file.line()) {
      const word = this.#file.word();
      const kind = this.#kinds.find((one) => one.name === word);
      if (kind && this.#file.skipTo(total)) kind.record(reading, this.#file.number());
    }
  }
}

class Kind {
  readonly name: string;
  readonly #metric: string;
  readonly #growth = new Growth(1);
  readonly #sample = new Float64Array(1);
  #slot = -1;

  constructor(name: string, metric: string) {
    this.name = name;
    this.#metric = metric;
  }

  record(reading: Reading, microseconds: number): void {
    if (this.#slot < 0) this.#slot = reading.slot(this.#metric);
    this.#sample[0] = microseconds;
    this.#growth.take(this.#sample, reading.timeMs);
    reading.perSecond(this.#slot, this.#growth, 0, 1e-6, 1);
  }
}
