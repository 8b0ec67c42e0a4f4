import type { Clock } from '../../model/clock.ts';
import type { Guest } from './guest.ts';
import type { Phase } from './state-machine.ts';
import type { World } from './world.ts';

/** How long libvirt lets a call wait for the job another call holds. */
const JOB_WAIT_MS = 30_000;

interface Job {
  /** Epoch ms at which its holder spoke to QEMU. */
  since: number;
  readonly waiting: (() => void)[];
}

/**
 * The monitor of each guest, used by one call at a time. QEMU's answer has no time limit: the call that asks a hung
 * guest stays, and keeps the job, until the guest answers or dies. Its client going away changes nothing.
 */
export class Monitors {
  readonly #clock: Clock;
  readonly #world: World;
  readonly #signal: AbortSignal;
  readonly #jobs = new Map<number, Job>();
  readonly #stuck = new Map<number, () => void>();

  constructor(world: World, clock: Clock, signal: AbortSignal) {
    this.#world = world;
    this.#clock = clock;
    this.#signal = signal;
    world.onChange((guest, _before, after) => {
      if (!after.hung) this.#stuck.get(guest.index)?.();
    });
  }

  /** Whether a call would have to wait for this guest. */
  blocked(guest: Guest, phase: Phase): boolean {
    return phase.hung || (this.#jobs.size > 0 && this.#jobs.has(guest.index));
  }

  /** For how many milliseconds a call has been with the guest's QEMU; null when none is. */
  occupiedMs(guest: Guest): number | null {
    const job = this.#jobs.get(guest.index);
    return job ? Math.floor(this.#clock.now() - job.since) : null;
  }

  /**
   * Holds the guest's job until QEMU has answered, at least `ms`. Returns false when another call keeps the job:
   * at once, or with `wait` after 30 seconds.
   */
  async ask(guest: Guest, { wait, ms }: { wait: boolean; ms: number }): Promise<boolean> {
    if (!(await this.#enter(guest, wait))) return false;
    try {
      if (ms > 0) await this.#clock.sleep(ms, this.#signal);
      await this.#answer(guest);
      return true;
    } finally {
      this.#leave(guest);
    }
  }

  async #enter(guest: Guest, wait: boolean): Promise<boolean> {
    const job = this.#jobs.get(guest.index);
    if (!job) {
      this.#jobs.set(guest.index, { since: this.#clock.now(), waiting: [] });
      return true;
    }
    if (!wait) return false;
    const given = new AbortController();
    const take = (): void => given.abort();
    job.waiting.push(take);
    await this.#clock
      .sleep(JOB_WAIT_MS, AbortSignal.any([given.signal, this.#signal]))
      .catch(() => this.#signal.throwIfAborted());
    if (given.signal.aborted) return true;
    job.waiting.splice(job.waiting.indexOf(take), 1);
    return false;
  }

  #leave(guest: Guest): void {
    const job = this.#jobs.get(guest.index);
    const next = job?.waiting.shift();
    if (!job || !next) {
      this.#jobs.delete(guest.index);
      return;
    }
    job.since = this.#clock.now();
    next();
  }

  async #answer(guest: Guest): Promise<void> {
    const signal = this.#signal;
    while (this.#world.phase(guest).hung) {
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => reject(signal.reason as Error);
        signal.addEventListener('abort', stop, { once: true });
        this.#stuck.set(guest.index, () => {
          signal.removeEventListener('abort', stop);
          this.#stuck.delete(guest.index);
          resolve();
        });
      });
    }
  }
}
