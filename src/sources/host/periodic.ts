import { runInBackground } from '../../lib/async/background.ts';

/**
 * A value that is read in the background every now and then, because reading it can take long or never end: the next reading
 * begins when the last one has ended, and a value is known until three periods have passed without a newer one.
 */
export class Periodic<T> {
  readonly #read: () => Promise<T | null>;
  readonly #periodMs: number;
  #latest: T | null = null;
  #readMs = -Infinity;
  #beganMs = -Infinity;
  #isReading = false;

  /** @param read gives null where there is no value, as it does by rejecting. */
  constructor(read: () => Promise<T | null>, periodMs: number) {
    this.#read = read;
    this.#periodMs = periodMs;
  }

  /** Begins a reading where one is due. @param timeMs of a monotonic clock. */
  refresh(timeMs: number): void {
    if (this.#isReading || timeMs - this.#beganMs < this.#periodMs) return;
    this.#beganMs = timeMs;
    runInBackground(this.#take(timeMs), () => (this.#latest = null));
  }

  async #take(timeMs: number): Promise<void> {
    this.#isReading = true;
    try {
      this.#latest = await this.#read();
      this.#readMs = timeMs;
    } finally {
      this.#isReading = false;
    }
  }

  /** The newest value; null where there is none, or where it is too old. */
  value(timeMs: number): T | null {
    return timeMs - this.#readMs < 3 * this.#periodMs ? this.#latest : null;
  }
}
