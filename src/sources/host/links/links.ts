import { segment } from '../../../model/vocabulary.ts';
import { Periodic } from '../periodic.ts';
import type { Part, Reading } from '../reading.ts';
import { readLinks, type Link } from './read-links.ts';

const PERIOD_MS = 10_000;

/** Connection and speed of the interfaces that are hardware, and how many members of a bond have a connection. */
export class Links implements Part {
  readonly #links: Periodic<readonly Link[]>;
  readonly #slots = new Map<string, number>();

  constructor(root: string) {
    this.#links = new Periodic(() => readLinks(root), PERIOD_MS);
  }

  read(timeMs: number): void {
    this.#links.refresh(timeMs);
  }

  record(reading: Reading): void {
    for (const { name, isUp, bitsPerSecond, members } of this.#links.value(reading.timeMs) ?? []) {
      const key = segment(name);
      if (isUp !== null) this.#put(reading, `net.${key}.link`, isUp ? 1 : 0);
      if (bitsPerSecond !== null) this.#put(reading, `net.${key}.speed`, bitsPerSecond / 8);
      if (members === null) continue;
      this.#put(reading, `bond.${key}.members.total`, members.total);
      this.#put(reading, `bond.${key}.members.up`, members.up);
    }
  }

  #put(reading: Reading, metric: string, value: number): void {
    let slot = this.#slots.get(metric);
    if (slot === undefined) this.#slots.set(metric, (slot = reading.slot(metric)));
    reading.put(slot, value);
  }
}
