import { networkOf } from './address-ranges.ts';

export interface LoginThrottleOptions {
  /** Monotonic ms. */
  readonly monotonic: () => number;
  /** Addresses that are kept; the one that failed longest ago makes room. */
  readonly limit?: number;
}

/** Failures that an address has at once, and how long until it has one more. */
const BURST = 10;
const INTERVAL_MS = 6000;
/** The same of all addresses together. */
const ALL_BURST = 200;
const ALL_INTERVAL_MS = 100;

/** Slows failed logins down, those of one address and those of all. */
export class LoginThrottle {
  readonly #monotonic: () => number;
  readonly #limit: number;
  /** When all failures of a network are forgotten, in the order of the last one. */
  readonly #forgottenAt = new Map<string, number>();
  #allForgottenAt = 0;

  constructor({ monotonic, limit = 10_000 }: LoginThrottleOptions) {
    this.#monotonic = monotonic;
    this.#limit = limit;
  }

  get size(): number {
    return this.#forgottenAt.size;
  }

  /** Seconds until an address may try, 0 when it may. Others' failures keep none out: its login may be right. */
  waitOf(address: string): number {
    const forgottenAt = this.#forgottenAt.get(networkOf(address)) ?? 0;
    return this.#wait(forgottenAt, BURST, INTERVAL_MS);
  }

  /** Counts a failure. Returns the seconds until the address may try again, also because of others that failed. */
  fail(address: string): number {
    const now = this.#monotonic();
    const key = networkOf(address);
    const forgottenAt = Math.max(now, this.#forgottenAt.get(key) ?? 0) + INTERVAL_MS;
    this.#forgottenAt.delete(key);
    const [oldest] = this.#forgottenAt.keys();
    if (oldest !== undefined && this.#forgottenAt.size >= this.#limit) this.#forgottenAt.delete(oldest);
    this.#forgottenAt.set(key, forgottenAt);
    const all = Math.max(now, this.#allForgottenAt) + ALL_INTERVAL_MS;
    this.#allForgottenAt = Math.min(all, now + ALL_BURST * ALL_INTERVAL_MS);
    return this.#wait(all, ALL_BURST + 1, ALL_INTERVAL_MS);
  }

  /** A failure is possible when fewer than `burst` are not yet forgotten. */
  #wait(forgottenAt: number, burst: number, intervalMs: number): number {
    const ms = forgottenAt - this.#monotonic() - (burst - 1) * intervalMs;
    return Math.max(0, Math.ceil(ms / 1000));
  }
}
