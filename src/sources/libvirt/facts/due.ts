/** Least time between two readings because of events that can come every second. */
const LEAST_MS = 10_000;
/** Share by which the time until the next reading differs, so that VMs that were read together do not stay together. */
const SPREAD = 0.1;

/** When something of a VM is to be read. Times are monotonic ms. */
export class Due {
  #at = 0;
  #readAt = -Infinity;

  isDue(now: number): boolean {
    return now >= this.#at;
  }

  /** What comes first has the lowest: what changed, then what was never read, then what has waited longest. */
  get rank(): number {
    if (this.#at > 0) return this.#at;
    return this.#readAt === -Infinity ? -1 : -2;
  }

  /** It is another now. */
  noteChange(): void {
    this.#at = 0;
  }

  /** It is another now, and may be so every second. */
  noteFrequentChange(now: number): void {
    this.#at = Math.min(this.#at, Math.max(now, this.#readAt + LEAST_MS));
  }

  /** It is read now, and again after a time. */
  noteReading(now: number, againMs: number, random: () => number): void {
    this.#readAt = now;
    this.#at = now + againMs * (1 + SPREAD * (random() - 0.5));
  }
}
