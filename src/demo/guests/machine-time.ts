import { cpuSeconds } from './counters.ts';
import { workedMs } from './state-machine.ts';
import type { World } from './world.ts';

/** Share of the time that the machine itself uses, of its idle time that waits for disks, of its busy time in the kernel. */
const OWN = 0.01;
const WAITING = 0.01;
const IN_KERNEL = 0.14;
/** Guests that were given more than there is wait for each other. */
const MOST_BUSY = 0.97;
/** Of the time before the demo was started. */
const BUSY_BEFORE = 0.3;

/** Seconds of all processors together. */
export interface Times {
  kernel: number;
  user: number;
  idle: number;
  iowait: number;
}

/**
 * The time of the machine's processors since it was started: what its guests use is a part of it. A guest that is started
 * anew counts from 0, the machine goes on.
 */
export class MachineTime {
  readonly #world: World;
  readonly #cpus: number;
  readonly #times: Times = { kernel: 0, user: 0, idle: 0, iowait: 0 };
  /** Seconds that each guest had used in its run. */
  readonly #used: Float64Array;
  #now: number;

  /** @param startedMs when the machine was started, epoch ms, as `now` */
  constructor(world: World, { cpus, startedMs, now }: { cpus: number; startedMs: number; now: number }) {
    this.#world = world;
    this.#cpus = cpus;
    this.#used = Float64Array.from(world.guests, ({ index }) => this.#usedBy(index, now));
    this.#now = now;
    const seconds = (Math.max(0, now - startedMs) / 1000) * cpus;
    this.#add(seconds, seconds * BUSY_BEFORE);
  }

  /** At `now`, which does not go back. */
  read(now: number): Times {
    const seconds = (Math.max(0, now - this.#now) / 1000) * this.#cpus;
    this.#now = Math.max(now, this.#now);
    let busy = seconds * OWN;
    for (let index = 0; index < this.#used.length; index++) {
      const [before, used] = [this.#used[index]!, this.#usedBy(index, now)];
      busy += used < before ? used : used - before;
      this.#used[index] = used;
    }
    this.#add(seconds, Math.min(busy, seconds * MOST_BUSY));
    return this.#times;
  }

  #usedBy(index: number, now: number): number {
    const guest = this.#world.guests[index]!;
    const phase = this.#world.phase(guest, now);
    return phase.on ? cpuSeconds(guest, workedMs(phase, now) / 1000) : 0;
  }

  #add(seconds: number, busy: number): void {
    const times = this.#times;
    times.kernel += busy * IN_KERNEL;
    times.user += busy * (1 - IN_KERNEL);
    times.iowait += (seconds - busy) * WAITING;
    times.idle += (seconds - busy) * (1 - WAITING);
  }
}
