import type { Timers } from './timers.ts';

export interface KeepaliveOptions {
  /** 0 for never. */
  intervalMs: number;
  count: number;
  timers: Timers;
  ping: () => void;
  lost: (missed: number) => void;
}

/**
 * Pings a silent peer and notices when it is gone.
 * The daemon answers pings without being asked for its own (feature 10), which is left to connections over ssh.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions;
  #timer: unknown = null;
  #heard = false;
  #missed = 0;

  constructor(options: KeepaliveOptions) {
    this.#options = options;
    if (options.intervalMs > 0) this.#wait();
  }

  /** Something came from the peer: it lives. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    if (this.#timer !== null) this.#options.timers.clear(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = this.#options.timers.set(() => this.#tick(), this.#options.intervalMs);
  }

  #tick(): void {
    const { count, ping, lost } = this.#options;
    if (this.#heard) {
      this.#missed = 0;
    } else {
      if (this.#missed >= count) return lost(this.#missed);
      this.#missed += 1;
      ping();
    }
    this.#heard = false;
    this.#wait();
  }
}
