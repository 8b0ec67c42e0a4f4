import { runInBackground } from '../../../lib/async/background.ts';
import { within } from '../../../lib/async/deadline.ts';
import type { Clock } from '../../../model/clock.ts';
import type { StallDetector } from '../health/stall-detector.ts';
import { CallLimiter, type LimitedCall } from './call-limiter.ts';
import { rotate } from './rotate.ts';

/** A call about VMs; T is the answer of one call. */
export interface Question<T, V> {
  /** Sends one call about these VMs. */
  send(vms: readonly V[]): Promise<T>;
  /** Takes an answer; `late`: it belongs to an earlier round, whose time was up. */
  accept(answer: T, vms: readonly V[], late: boolean): void | Promise<void>;
  /** A call failed: the connection ended, the daemon refused, or its answer made no sense. */
  fail(error: unknown, vms: readonly V[]): void;
  /** VMs that were not asked: every permit is with a call that hangs, or no time was left. */
  skip(vms: readonly V[], why: 'hanging' | 'time'): void;
}

export interface MonitorCallsOptions {
  /** Calls at one time, and so the most that can ever hang. */
  readonly inFlight: number;
  /** After this the detector examines the VMs of a call one by one. */
  readonly patienceMs: number;
  /** VMs of one call: a reply of this many is decoded in a few milliseconds. */
  readonly chunkSize: number;
}

interface StalledCall<V> {
  readonly call: LimitedCall<unknown>;
  readonly vms: readonly V[];
  /** VMs found to block the call; empty while none is known. */
  blockers: readonly V[];
}

/**
 * Asks all VMs in a few calls with explicit lists, and separates those that answer from those that do not: a call that
 * outlasts its patience is never repeated; the VM that blocks it is looked for and isolated, and the rest of the list
 * is asked again without it.
 */
export class MonitorCalls<V> {
  readonly limiter: CallLimiter;
  readonly #detector: StallDetector<V>;
  readonly #options: MonitorCallsOptions;
  readonly #clock: Clock;
  readonly #stalled = new Set<StalledCall<V>>();
  /** First VM that the last round had no time for. The next round begins there, so that none is always last. */
  #first: V | null = null;

  constructor(detector: StallDetector<V>, options: MonitorCallsOptions, clock: Clock) {
    this.#detector = detector;
    this.#options = options;
    this.#clock = clock;
    this.limiter = new CallLimiter(options.inFlight, clock);
  }

  /** VMs of stalled calls whose blocker is not known. They must not be asked again. */
  get waiting(): Set<V> {
    const waiting = new Set<V>();
    for (const { blockers, vms } of this.#stalled) {
      if (blockers.length === 0) for (const vm of vms) waiting.add(vm);
    }
    return waiting;
  }

  /**
   * Looks for the blockers of stalled calls again: one VM may answer and the next in the list hang.
   * Called before the VMs of a round are chosen.
   */
  async recheckStalled(until: number): Promise<void> {
    for (const stalled of this.#stalled) {
      const before = stalled.blockers;
      const still = before.length > 0 ? await this.#detector.blockers(before, until) : [];
      const blockers = still.length > 0 ? still : await this.#detector.blockers(stalled.vms, until);
      if (stalled.call.settled || (blockers.length === 0 && this.#clock.monotonic() >= until)) continue;
      stalled.blockers = blockers;
      for (const vm of before) if (!blockers.includes(vm)) this.#detector.release(vm);
      for (const vm of blockers) this.#detector.isolate(vm);
    }
  }

  /**
   * Asks about `vms` until monotonic time `until`.
   * Returns when everything was answered, skipped or given up for this round; a call that hangs stays in flight.
   */
  async ask<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    const waiting = this.waiting;
    const open = waiting.size === 0 ? vms : vms.filter((vm) => !waiting.has(vm));
    const queue = this.#chunks(rotate(open, this.#first));
    await this.#drain(queue, question, until);
    this.#first = queue[0]?.[0] ?? null;
  }

  /** As {@link ask}, all of them in one call. */
  async askTogether<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    if (vms.length > 0) await this.#drain([vms], question, until);
  }

  async #drain<T>(queue: (readonly V[])[], question: Question<T, V>, until: number): Promise<void> {
    while (queue.length > 0) {
      const workers = Math.min(this.limiter.usable, queue.length);
      if (workers <= 0 || this.#clock.monotonic() >= until) break;
      await Promise.all(Array.from({ length: workers }, () => this.#work(queue, question, until)));
    }
    if (queue.length > 0) question.skip(queue.flat(), this.limiter.usable <= 0 ? 'hanging' : 'time');
  }

  /** Sends chunk after chunk until the queue is empty or its own call stalls. */
  async #work<T>(queue: (readonly V[])[], question: Question<T, V>, until: number): Promise<void> {
    for (let vms = queue.shift(); vms; vms = queue.shift()) {
      const chunk = vms;
      const call = await this.limiter.send(() => question.send(chunk), until);
      if (!call) return void queue.unshift(chunk);
      const rest = await this.#wait(call, chunk, question, until);
      if (rest) return void queue.push(...(rest.length > 0 ? [rest] : []));
      await this.#deliver(call, chunk, question, false);
    }
  }

  /**
   * Waits for a call, and looks for its blockers whenever its patience runs out. Null when it was answered; else the
   * call is left behind, and the result is the VMs to ask again.
   */
  async #wait<T>(
    call: LimitedCall<T>,
    vms: readonly V[],
    question: Question<T, V>,
    until: number,
  ): Promise<readonly V[] | null> {
    for (;;) {
      const left = until - this.#clock.monotonic();
      await within(call.answer, Math.min(this.#options.patienceMs, left), this.#clock);
      if (call.settled) return null;
      const blockers = await this.#detector.blockers(vms, until);
      if (call.settled) return null;
      const late = this.#clock.monotonic() >= until;
      // Without a blocker the daemon is slow, not stuck, and gets the time there is.
      if (blockers.length === 0 && !late) continue;
      this.#leave({ call, vms, blockers });
      if (blockers.length > 0) return vms.filter((vm) => !blockers.includes(vm));
      // The next round can use a slow daemon's answer; a hung VM's is too old.
      runInBackground(this.#deliver(call, vms, question, true), (error) => question.fail(error, vms));
      return [];
    }
  }

  async #deliver<T>(
    call: LimitedCall<T>,
    vms: readonly V[],
    question: Question<T, V>,
    late: boolean,
  ): Promise<void> {
    let answer: T;
    try {
      answer = await call.answer;
    } catch (error) {
      return question.fail(error, vms);
    }
    await question.accept(answer, vms, late);
  }

  /** Leaves a call behind: it keeps its permit, and its answer releases the VMs that blocked it. */
  #leave(stalled: StalledCall<V>): void {
    this.limiter.markOverdue(stalled.call);
    this.#stalled.add(stalled);
    for (const vm of stalled.blockers) this.#detector.isolate(vm);
    const done = (): void => {
      this.#stalled.delete(stalled);
      for (const vm of stalled.blockers) this.#detector.release(vm);
    };
    stalled.call.answer.then(done, done);
  }

  #chunks(vms: readonly V[]): (readonly V[])[] {
    const { inFlight, chunkSize } = this.#options;
    const size = Math.max(1, Math.min(chunkSize, Math.ceil(vms.length / inFlight)));
    const chunks: (readonly V[])[] = [];
    for (let at = 0; at < vms.length; at += size) chunks.push(vms.slice(at, at + size));
    return chunks;
  }
}
