import type { Clock } from '../../../model/clock.ts';

/** One call on its way to the daemon, holding a slot until it is answered, however late. */
export interface HeldCall<T> {
  /** Settles when the daemon answers or the connection ends. */
  readonly answer: Promise<T>;
  readonly startedAt: number;
  settled: boolean;
  /** Its patience ran out before the answer came. */
  overdue: boolean;
}

/**
 * The few calls that may ever wait inside QEMU at one time. libvirtd has 20 workers for all its clients and a call
 * into a hung QEMU keeps one until QEMU answers or dies; so a slot is given back by the answer alone, never by a
 * deadline, and with two slots no more than two calls of ours can ever hang (docs/adr/0002).
 */
export class Slots {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #held = new Set<HeldCall<unknown>>();
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(size: number, clock: Clock) {
    this.#size = size;
    this.#clock = clock;
  }

  /** Calls that are past their patience and not answered. */
  get overdue(): number {
    let count = 0;
    for (const call of this.#held) if (call.overdue) count++;
    return count;
  }

  /** Slots that are not held by an overdue call. */
  get usable(): number {
    return this.#size - this.overdue;
  }

  /** Sends a call through a slot; null when none came free until `until` or all hang. */
  async send<T>(call: () => Promise<T>, until: number): Promise<HeldCall<T> | null> {
    while (this.#held.size >= this.#size) {
      const left = until - this.#clock.monotonic();
      if (this.usable <= 0 || left <= 0) return null;
      await within(this.#wake.promise, left, this.#clock);
    }
    const answer = call();
    const held: HeldCall<T> = { answer, startedAt: this.#clock.monotonic(), settled: false, overdue: false };
    this.#held.add(held);
    const release = (): void => {
      held.settled = true;
      this.#held.delete(held);
      this.#changed();
    };
    answer.then(release, release);
    return held;
  }

  /** Says that a call outlasted its patience, so that nobody waits for its slot. */
  markOverdue(call: HeldCall<unknown>): void {
    if (call.settled) return;
    call.overdue = true;
    this.#changed();
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** A reason that is there already: `abort` without one makes an exception with a stack each time, 70 µs. */
const overtaken = new Error('The wait was overtaken by what it waited for');

/** Waits for a promise to settle, but no longer than `ms`; never rejects. */
export async function within(promise: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const stop = new AbortController();
  const pause = clock.sleep(Math.max(0, ms), stop.signal);
  await Promise.race([promise, pause]).catch(() => undefined);
  stop.abort(overtaken);
  await pause.catch(() => undefined);
}
