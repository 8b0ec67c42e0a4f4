import type { Clock } from '../../model/clock.ts';
import type { Answer } from './answer.ts';

/** The state of requests to the engine. */
export interface RemoteQueryStatus {
  /** Without name, password and query. */
  readonly url: string;
  /** Whether the newest query was answered; null before the first. */
  readonly up: boolean | null;
  /** Epoch ms of the newest answer. */
  readonly lastSuccess: number | null;
  readonly lastError: { readonly time: number; readonly reason: string } | null;
}

/** Pause before an engine that is down is asked again. */
const restMs = 30_000;

/** Remembers that an engine is down: a query after a failure does not wait for another timeout. */
export class EngineHealth {
  readonly #clock: Clock;
  #down: Answer | null = null;
  #retryAt = 0;
  #lastSuccess: number | null = null;
  #lastError: RemoteQueryStatus['lastError'] = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer without a request while the engine is down; null for the caller that may ask. After a rest one caller tries first. */
  known(): Answer | null {
    const now = this.#clock.monotonic();
    if (!this.#down || now < this.#retryAt) return this.#down;
    this.#retryAt = now + restMs;
    return null;
  }

  note(answer: Answer): void {
    if (answer.kind === 'failed') this.#lastError = { time: this.#clock.now(), reason: answer.reason };
    if (answer.kind === 'failed' && answer.isDown) {
      this.#down = answer;
      this.#retryAt = this.#clock.monotonic() + restMs;
    } else this.#down = null;
    if (answer.kind === 'answered') this.#lastSuccess = this.#clock.now();
  }

  status(): Omit<RemoteQueryStatus, 'url'> {
    const asked = this.#lastSuccess !== null || this.#lastError !== null;
    const [lastSuccess, lastError] = [this.#lastSuccess, this.#lastError];
    return { up: asked ? this.#down === null : null, lastSuccess, lastError };
  }
}
