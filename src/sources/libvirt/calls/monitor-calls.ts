import type { Clock } from '../../../model/clock.ts';
import { runInBackground } from '../../../lib/background.ts';
import { Slots, within, type HeldCall } from './call-limiter.ts';

/** How a lane asks; T is what one call brings back. */
export interface Question<T, V> {
  /** Sends one call about these VMs. */
  send(vms: readonly V[]): Promise<T>;
  /** Takes an answer; `late`: it belongs to an earlier round, whose time was up. */
  accept(answer: T, vms: readonly V[], late: boolean): void | Promise<void>;
  /** A call failed: the connection ended, the daemon refused, or its answer made no sense. */
  fail(error: unknown, vms: readonly V[]): void;
  /** VMs that were not asked: every slot hangs, or there was no time left. */
  skip(vms: readonly V[], why: 'hanging' | 'time'): void;
}

/** Finds and keeps apart the VMs that a call waits for. */
export interface Suspects<V> {
  /** Which of these VMs have held their monitor for so long that they must be what the call waits for. */
  culprits(vms: readonly V[], until: number): Promise<readonly V[]>;
  /** This VM does not answer; it is not asked again until {@link Suspects.heal}. */
  quarantine(vm: V): void;
  /** The call that this VM held was answered. */
  heal(vm: V): void;
}

export interface LaneOptions {
  /** Calls at one time, and so the most that can ever hang. */
  readonly inFlight: number;
  /** After this a call's VMs are looked at one by one. */
  readonly patienceMs: number;
  /** VMs of one call: a reply of this many is decoded in a few milliseconds. */
  readonly chunkSize: number;
}

interface Asked<V> {
  readonly call: HeldCall<unknown>;
  readonly vms: readonly V[];
  /** Found to hold the call up; empty as long as nobody was. */
  culprits: readonly V[];
}

/**
 * Asks all VMs in a few calls with explicit lists, and keeps the ones that answer apart from the ones that do not:
 * a call that outlasts its patience is never repeated; its culprit is looked for, quarantined, and the rest of the
 * list is asked again without it.
 */
export class MonitorLane<V> {
  readonly slots: Slots;
  readonly #suspects: Suspects<V>;
  readonly #options: LaneOptions;
  readonly #clock: Clock;
  /** Calls left behind. */
  readonly #pending = new Set<Asked<V>>();
  /** First VM that the last round had no time for: the next begins there, so that nobody is always last. */
  #first: V | null = null;

  constructor(suspects: Suspects<V>, options: LaneOptions, clock: Clock) {
    this.#suspects = suspects;
    this.#options = options;
    this.#clock = clock;
    this.slots = new Slots(options.inFlight, clock);
  }

  /** VMs of calls that hang and whose culprit nobody has found yet. They must not be asked again. */
  get waiting(): Set<V> {
    const vms = new Set<V>();
    for (const { culprits, vms: asked } of this.#pending) {
      if (culprits.length === 0) for (const vm of asked) vms.add(vm);
    }
    return vms;
  }

  /**
   * What held a call up before need not hold it up now: one VM may answer and the next in its list hang.
   * Called before choosing whom to ask.
   */
  async lookAgain(until: number): Promise<void> {
    for (const asked of this.#pending) {
      const before = asked.culprits;
      const still = before.length > 0 ? await this.#suspects.culprits(before, until) : [];
      const culprits = still.length > 0 ? still : await this.#suspects.culprits(asked.vms, until);
      if (asked.call.settled || (culprits.length === 0 && this.#clock.monotonic() >= until)) continue;
      asked.culprits = culprits;
      for (const vm of before) if (!culprits.includes(vm)) this.#suspects.heal(vm);
      for (const vm of culprits) this.#suspects.quarantine(vm);
    }
  }

  /**
   * Asks about `vms` until monotonic time `until`.
   * Returns when everything was answered, skipped or given up for this time; what hangs goes on hanging.
   */
  async ask<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    const waiting = this.waiting;
    const open = waiting.size === 0 ? vms : vms.filter((vm) => !waiting.has(vm));
    await this.#drain(this.#cut(this.#turn(open)), question, until);
  }

  /** As {@link ask}, all of them in one call. */
  async askTogether<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    if (vms.length > 0) await this.#drain([vms], question, until);
  }

  async #drain<T>(queue: (readonly V[])[], question: Question<T, V>, until: number): Promise<void> {
    while (queue.length > 0) {
      const workers = Math.min(this.slots.usable, queue.length);
      if (workers <= 0 || this.#clock.monotonic() >= until) break;
      await Promise.all(Array.from({ length: workers }, () => this.#work(queue, question, until)));
    }
    this.#first = queue[0]?.[0] ?? null;
    if (queue.length > 0) question.skip(queue.flat(), this.slots.usable <= 0 ? 'hanging' : 'time');
  }

  /** Sends chunk after chunk until the queue is empty or its own call hangs. */
  async #work<T>(queue: (readonly V[])[], question: Question<T, V>, until: number): Promise<void> {
    for (let vms = queue.shift(); vms; vms = queue.shift()) {
      const chunk = vms;
      const call = await this.slots.send(() => question.send(chunk), until);
      if (!call) return void queue.unshift(chunk);
      const rest = await this.#wait(call, chunk, question, until);
      if (rest) return void queue.push(...(rest.length > 0 ? [rest] : []));
      await this.#hear(call, chunk, question, false);
    }
  }

  /**
   * Waits for a call, with a look at its VMs whenever its patience runs out. Null when it was answered; else the
   * call is left behind, and what comes back are the VMs to go on with.
   */
  async #wait<T>(
    call: HeldCall<T>,
    vms: readonly V[],
    question: Question<T, V>,
    until: number,
  ): Promise<readonly V[] | null> {
    for (;;) {
      const left = until - this.#clock.monotonic();
      await within(call.answer, Math.min(this.#options.patienceMs, left), this.#clock);
      if (call.settled) return null;
      const culprits = await this.#suspects.culprits(vms, until);
      if (call.settled) return null;
      const late = this.#clock.monotonic() >= until;
      // As long as nobody holds it up the daemon is slow, not stuck, and gets the time there is.
      if (culprits.length === 0 && !late) continue;
      this.#leave({ call, vms, culprits });
      if (culprits.length > 0) return vms.filter((vm) => !culprits.includes(vm));
      // A slow daemon's answer is of use to the next round; a hung VM's is too old.
      runInBackground(this.#hear(call, vms, question, true), (error) => question.fail(error, vms));
      return [];
    }
  }

  async #hear<T>(
    call: HeldCall<T>,
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

  /** Lets a call hang: its slot stays taken, and its answer heals whom it was waiting for. */
  #leave(asked: Asked<V>): void {
    this.slots.markOverdue(asked.call);
    this.#pending.add(asked);
    for (const vm of asked.culprits) this.#suspects.quarantine(vm);
    const done = (): void => {
      this.#pending.delete(asked);
      for (const vm of asked.culprits) this.#suspects.heal(vm);
    };
    asked.call.answer.then(done, done);
  }

  #turn(vms: readonly V[]): readonly V[] {
    const at = this.#first === null ? -1 : vms.indexOf(this.#first);
    return at <= 0 ? vms : [...vms.slice(at), ...vms.slice(0, at)];
  }

  #cut(vms: readonly V[]): (readonly V[])[] {
    const { inFlight, chunkSize } = this.#options;
    const size = Math.max(1, Math.min(chunkSize, Math.ceil(vms.length / inFlight)));
    const chunks: (readonly V[])[] = [];
    for (let at = 0; at < vms.length; at += size) chunks.push(vms.slice(at, at + size));
    return chunks;
  }
}
