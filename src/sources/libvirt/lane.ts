import type { Clock } from '../../model/clock.ts';
import { Slots, within, type HeldCall } from './slots.ts';

/** How a lane asks; T is what one call brings back. */
export interface Question<T, V> {
  /** Sends one call about these VMs. */
  send(vms: readonly V[]): Promise<T>;
  /** Takes what came back in time. Not called for an answer that came after `until`. */
  accept(answer: T, vms: readonly V[]): void;
  /** A call failed: the connection ended, or the daemon refused. */
  fail(error: unknown, vms: readonly V[]): void;
  /** VMs that could not be asked because every slot hangs. */
  skip(vms: readonly V[]): void;
}

/** What keeps a call from being answered, found by asking each of its VMs. */
export interface Lane<V> {
  /** Which of these VMs hold their monitor for so long that they must be what the call waits for. */
  culprits(vms: readonly V[]): Promise<readonly V[]>;
  /** This VM does not answer; it is not asked again until `healed`. */
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

interface Asked<T, V> {
  readonly call: HeldCall<T>;
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
  readonly #lane: Lane<V>;
  readonly #options: LaneOptions;
  readonly #clock: Clock;
  readonly #pending = new Set<Asked<unknown, V>>();

  constructor(lane: Lane<V>, options: LaneOptions, clock: Clock) {
    this.#lane = lane;
    this.#options = options;
    this.#clock = clock;
    this.slots = new Slots(options.inFlight, clock);
  }

  /** VMs of calls that hang and whose culprit nobody has found yet. They must not be asked again. */
  get waiting(): Set<V> {
    const vms = new Set<V>();
    for (const asked of this.#pending)
      if (asked.culprits.length === 0) for (const vm of asked.vms) vms.add(vm);
    return vms;
  }

  /**
   * Asks about `vms` until monotonic time `until`.
   * Returns when everything was answered, skipped or given up for this time; what hangs goes on hanging.
   */
  async ask<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    const waiting = this.waiting;
    const open = waiting.size === 0 ? vms : vms.filter((vm) => !waiting.has(vm));
    const queue = this.#cut(open);
    while (queue.length > 0) {
      const workers = Math.min(this.slots.usable, queue.length);
      if (workers <= 0 || this.#clock.monotonic() >= until) break;
      await Promise.all(Array.from({ length: workers }, () => this.#work(queue, question, until)));
    }
    if (queue.length > 0) question.skip(queue.flat());
  }

  /** As {@link ask}, all of them in one call. */
  async askTogether<T>(vms: readonly V[], question: Question<T, V>, until: number): Promise<void> {
    if (vms.length === 0) return;
    const queue: (readonly V[])[] = [vms];
    await this.#work(queue, question, until);
    if (queue.length > 0) question.skip(queue.flat());
  }

  /** Sends chunk after chunk until the queue is empty or its own call hangs. */
  async #work<T>(queue: (readonly V[])[], question: Question<T, V>, until: number): Promise<void> {
    for (let vms = queue.shift(); vms; vms = queue.shift()) {
      const chunk = vms;
      const call = await this.slots.send(() => question.send(chunk), until);
      if (!call) return void queue.unshift(chunk);
      const rest = await this.#wait(call, chunk, until);
      if (rest) return void queue.push(...(rest.length > 0 ? [rest] : []));
      await call.answer.then(
        (answer) => question.accept(answer, chunk),
        (error: unknown) => question.fail(error, chunk),
      );
    }
  }

  /**
   * Waits for a call, with a look at its VMs whenever its patience runs out. Null when it was answered; else the
   * call is left behind, and what comes back are the VMs to go on with.
   */
  async #wait(call: HeldCall<unknown>, vms: readonly V[], until: number): Promise<readonly V[] | null> {
    for (;;) {
      const left = until - this.#clock.monotonic();
      await within(call.answer, Math.min(this.#options.patienceMs, left), this.#clock);
      if (call.settled) return null;
      const culprits = await this.#lane.culprits(vms);
      if (call.settled) return null;
      const late = this.#clock.monotonic() >= until;
      // As long as nobody holds it up the daemon is slow, not stuck, and gets the time there is.
      if (culprits.length === 0 && !late) continue;
      this.#leave({ call, vms, culprits });
      return culprits.length === 0 ? [] : vms.filter((vm) => !culprits.includes(vm));
    }
  }

  /** Lets a call hang: its slot stays taken, and its answer heals whom it was waiting for. */
  #leave(asked: Asked<unknown, V>): void {
    this.slots.markOverdue(asked.call);
    this.#pending.add(asked);
    for (const vm of asked.culprits) this.#lane.quarantine(vm);
    const done = (): void => {
      this.#pending.delete(asked);
      for (const vm of asked.culprits) this.#lane.heal(vm);
    };
    asked.call.answer.then(done, done);
  }

  /**
   * What held a call up before need not hold it up now: one VM may answer and the next in its list hang.
   * Called before choosing whom to ask.
   */
  async lookAgain(): Promise<void> {
    for (const asked of this.#pending) {
      const before = asked.culprits;
      const still = before.length > 0 ? await this.#lane.culprits(before) : [];
      const culprits = still.length > 0 ? still : await this.#lane.culprits(asked.vms);
      if (asked.call.settled) continue;
      asked.culprits = culprits;
      for (const vm of before) if (!culprits.includes(vm)) this.#lane.heal(vm);
      for (const vm of culprits) this.#lane.quarantine(vm);
    }
  }

  #cut(vms: readonly V[]): (readonly V[])[] {
    const { inFlight, chunkSize } = this.#options;
    const size = Math.max(1, Math.min(chunkSize, Math.ceil(vms.length / inFlight)));
    const chunks: (readonly V[])[] = [];
    for (let at = 0; at < vms.length; at += size) chunks.push(vms.slice(at, at + size));
    return chunks;
  }
}
