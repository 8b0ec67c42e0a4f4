import { compress } from 'snappyjs';
import { Backoff } from '../../lib/async/backoff.ts';
import type { Outcome, WriteClient } from './write-client.ts';
import type { WriteRequest } from './write-request.ts';

export interface SenderOptions {
  readonly client: WriteClient;
  readonly random: () => number;
  /** Called with every outcome, and the number of samples of its request. */
  readonly onOutcome: (outcome: Outcome, samples: number) => void;
}

/** @param askedMs what the receiver asked for, at least. */
export type Pause = (askedMs: number, backoffMs: number) => Promise<boolean>;

const firstMs = 1000;
const longestMs = 30_000;
/** Longest pause that a receiver can ask for with `Retry-After`. */
const longestRetryAfterMs = 300_000;

/** Sends one request after the other to a receiver, each until it is accepted, refused or given up. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #backoff: Backoff;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ firstMs, longestMs, random: options.random });
  }

  /**
   * Sends what the request holds and empties it.
   *
   * @param pause waits after a failure; resolves to whether the request is to be tried again.
   * @throws the signal's reason.
   */
  async deliver(
    request: WriteRequest,
    signal: AbortSignal,
    pause: Pause,
  ): Promise<'taken' | 'refused' | 'left'> {
    const { client, onOutcome } = this.#options;
    const { samples } = request;
    const body = compress(request.bytes());
    request.reset();
    for (;;) {
      const outcome = await client.post(body, signal);
      signal.throwIfAborted();
      onOutcome(outcome, samples);
      if (outcome.kind !== 'failed') {
        this.#backoff.reset();
        return outcome.kind;
      }
      const askedMs = Math.min(outcome.retryAfterMs ?? 0, longestRetryAfterMs);
      if (!(await pause(askedMs, this.#backoff.next()))) return 'left';
    }
  }
}
