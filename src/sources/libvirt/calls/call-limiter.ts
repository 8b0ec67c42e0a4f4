import { within } from '../../../lib/async/deadline.ts';
import { Notifier } from '../../../lib/async/notifier.ts';
import type { Clock } from '../../../model/clock.ts';

/** One call under way to the daemon, with a permit until it is answered, however late. */
export interface LimitedCall<T> {
  /** Settles when the daemon answers or the connection ends. */
  readonly answer: Promise<T>;
  readonly startedAt: number;
  settled: boolean;
  /** Its patience ran out before the answer came. */
  overdue: boolean;
}

/**
 * Permits for the few calls that may wait inside QEMU at one time. libvirtd has 20 workers for all its clients and a
 * call into a hung QEMU keeps one until QEMU answers or dies; so a permit is returned by the answer alone, never by a
 * deadline, and no more calls of this source can ever hang than there are permits (docs/adr/0002, docs/adr/0021).
 */
export class CallLimiter {
  readonly #clock: Clock;
  readonly #permits: number;
  readonly #underWay = new Set<LimitedCall<unknown>>();
  readonly #change = new Notifier();

  constructor(permits: number, clock: Clock) {
    this.#permits = permits;
    this.#clock = clock;
  }

  /** Calls that are past their patience and not answered. */
  get overdue(): number {
    let count = 0;
    for (const call of this.#underWay) if (call.overdue) count++;
    return count;
  }

  /** Permits that no overdue call has. */
  get usable(): number {
    return this.#permits - this.overdue;
  }

  /** Sends a call with a permit; null when none was returned until `until` or all calls hang. */
  async send<T>(call: () => Promise<T>, until: number): Promise<LimitedCall<T> | null> {
    while (this.#underWay.size >= this.#permits) {
      const left = until - this.#clock.monotonic();
      if (this.usable <= 0 || left <= 0) return null;
      await within(this.#change.next, left, this.#clock);
    }
    const answer = call();
    const limited: LimitedCall<T> = {
      answer,
      startedAt: this.#clock.monotonic(),
      settled: false,
      overdue: false,
    };
    this.#underWay.add(limited);
    const release = (): void => {
      limited.settled = true;
      this.#underWay.delete(limited);
      this.#change.notify();
    };
    answer.then(release, release);
    return limited;
  }

  /** Notes that a call outlasted its patience: no other call waits for its permit. */
  markOverdue(call: LimitedCall<unknown>): void {
    if (call.settled) return;
    call.overdue = true;
    this.#change.notify();
  }
}
