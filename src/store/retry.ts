import type { Clock } from '../model/clock.ts';
import { runInBackground } from '../lib/async/background.ts';

/** Between two attempts. */
const retryMs = 30_000;

/** Attempts something now and then until it succeeds, one attempt at a time. */
export class Retry {
  readonly #clock: Clock;
  readonly #attempt: () => Promise<boolean>;
  readonly #onBug: (error: unknown) => void;
  #nextMs: number;
  #running: Promise<void> | null = null;
  #isDone = false;

  /** `attempt` resolves to whether it succeeded; a rejection is a bug and ends the attempts. */
  constructor(clock: Clock, attempt: () => Promise<boolean>, onBug: (error: unknown) => void) {
    this.#clock = clock;
    this.#attempt = attempt;
    this.#onBug = onBug;
    this.#nextMs = clock.monotonic() + retryMs;
  }

  /** Begins an attempt when it is time for one. */
  poke(): void {
    if (this.#isDone || this.#running || this.#clock.monotonic() < this.#nextMs) return;
    this.#running = this.#run();
    runInBackground(this.#running, (error) => {
      this.#isDone = true;
      this.#onBug(error);
    });
  }

  /** Resolves when no attempt runs; none begins any more. */
  async stop(): Promise<void> {
    this.#isDone = true;
    await this.#running?.catch(() => {});
  }

  async #run(): Promise<void> {
    try {
      if (await this.#attempt()) this.#isDone = true;
    } finally {
      this.#nextMs = this.#clock.monotonic() + retryMs;
      this.#running = null;
    }
  }
}
