import type { QueueLimits } from '../lib/async/bounded-queue.ts';
import type { Clock } from '../model/clock.ts';
import type { Call, OnCall } from '../model/streams/call.ts';
import { bytesOf, type Message } from './message.ts';
import { RecordLog } from './record-log.ts';

/** The newest messages of this run. */
export class MessageLog extends RecordLog<Message> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onCall: OnCall;

  /** @param onCall called with each call that is kept. */
  constructor(clock: Pick<Clock, 'now'>, limits?: QueueLimits, onCall: OnCall = () => {}) {
    super(limits);
    this.#clock = clock;
    this.#onCall = onCall;
  }

  /** Keeps a call that has ended just now: about 0.6 µs (message-log.bench.ts). */
  record(call: Call): void {
    const message = { ...call, sequence: this.nextSequence, time: this.#clock.now(), payload: null };
    this.keep(message, bytesOf(call));
    this.#onCall(call);
  }
}
