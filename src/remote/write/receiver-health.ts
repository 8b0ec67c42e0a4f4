import type { Clock } from '../../model/clock.ts';
import type { RemoteWriteStatus } from './status.ts';
import type { Outcome } from './write-client.ts';

type Counts = Pick<RemoteWriteStatus, 'sentSamples' | 'replayedSamples' | 'failedSamples' | 'droppedSamples'>;

/** Outcomes of the requests to a receiver so far. */
export class ReceiverHealth {
  readonly #clock: Clock;
  readonly #counts: { -readonly [K in keyof Counts]: number } = {
    sentSamples: 0,
    replayedSamples: 0,
    failedSamples: 0,
    droppedSamples: 0,
  };
  #takesLive: boolean | null = null;
  /** Epoch ms at which the first live request in a row was not taken; null while they are. */
  #failingSince: number | null = null;
  #lastSuccess: number | null = null;
  #lastError: RemoteWriteStatus['lastError'] = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the newest request of live samples was taken; null before the first outcome. */
  get takesLive(): boolean | null {
    return this.#takesLive;
  }

  /** Notes the outcome of a request. */
  note({ outcome, samples, isLive }: { outcome: Outcome; samples: number; isLive: boolean }): void {
    if (isLive) this.#noteLive(outcome.kind === 'taken');
    if (outcome.kind === 'taken') {
      this.#counts[isLive ? 'sentSamples' : 'replayedSamples'] += samples;
      this.#lastSuccess = this.#clock.now();
    } else {
      this.#counts[outcome.kind === 'failed' ? 'failedSamples' : 'droppedSamples'] += samples;
      this.fail(outcome.reason);
    }
  }

  /** Notes a failure that is no outcome of a request. */
  fail(reason: string): void {
    this.#lastError = { time: this.#clock.now(), reason };
  }

  status(): Counts & Pick<RemoteWriteStatus, 'lastSuccess' | 'lastError' | 'condition'> {
    const since = this.#failingSince;
    const lastError = this.#lastError;
    const reason = lastError?.reason ?? 'no answer';
    const condition = since === null ? null : ({ kind: 'failing', since, reason } as const);
    return { ...this.#counts, lastSuccess: this.#lastSuccess, lastError, condition };
  }

  #noteLive(isTaken: boolean): void {
    this.#takesLive = isTaken;
    this.#failingSince = isTaken ? null : (this.#failingSince ?? this.#clock.now());
  }
}
