import { compress } from 'snappyjs';
import { Backoff } from '../../lib/backoff.ts';
import type { Clock } from '../../model/clock.ts';
import type { Outcome, Poster } from './post.ts';
import type { WriteRequest } from './write-request.ts';

export interface LaneOptions {
  readonly poster: Poster;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told of every answer, with the samples that it is about. */
  readonly onOutcome: (outcome: Outcome, samples: number) => void;
}

const firstMs = 1000;
const longestMs = 30_000;
/** A receiver that asks for more patience is asked again sooner. */
const longestRetryAfterMs = 300_000;

/** One request after the other to a receiver, each until it is taken or refused. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #backoff: Backoff;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ firstMs, longestMs, random: options.random });
  }

  /** Sends what the request holds and empties it. @throws the signal's reason. */
  async deliver(request: WriteRequest, signal: AbortSignal): Promise<void> {
    const { poster, clock, onOutcome } = this.#options;
    const { samples } = request;
    const body = compress(request.bytes());
    request.reset();
    for (;;) {
      const outcome = await poster.post(body, signal);
      signal.throwIfAborted();
      onOutcome(outcome, samples);
      if (outcome.kind !== 'failed') return this.#backoff.reset();
      const asked = Math.min(outcome.retryAfterMs ?? 0, longestRetryAfterMs);
      await clock.sleep(Math.max(asked, this.#backoff.next()), signal);
    }
  }
}
