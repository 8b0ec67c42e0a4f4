import type { Clock } from '../model/clock.ts';

/** A clock this far behind the newest row is waited for; further, it may have been set right. */
const waitMs = 120_000;
/** How long the wall clock must run at the pace of the monotonic clock before rows newer than it are set aside. */
const proofMs = 60_000;

/**
 * What a batch becomes. `new`: a row. `held`: no row, an earlier run wrote it, but the rows after it have its values.
 * `repeated`: no row, its interval has one. `behind`: no row, the clock is behind the newest row. `rewind`: the first row
 * after the clock was set back.
 */
export type Verdict = 'new' | 'held' | 'repeated' | 'behind' | 'rewind';

export interface ClockGuardOptions {
  readonly clock: Clock;
  readonly stepMs: number;
  /** Epoch ms at which the newest row of an earlier run ends; 0 when there is none. */
  readonly newestMs: number;
}

/** Decides which batches become rows: the first of each interval, at times after the newest row (docs/adr/0010). */
export class ClockGuard {
  readonly #clock: Clock;
  readonly #stepMs: number;
  /** Number of the newest interval of each source, and of those that have had none in this run. */
  readonly #newest = new Map<string, number>();
  #before: number;
  #behind: { byMs: number; readonly since: number; proof: { now: number; monotonic: number } } | null = null;

  constructor({ clock, stepMs, newestMs }: ClockGuardOptions) {
    this.#clock = clock;
    this.#stepMs = stepMs;
    this.#before = Math.floor(newestMs / stepMs);
  }

  /** Since when and why batches become no rows; null where they do. */
  get behind(): { readonly since: number; readonly reason: string } | null {
    if (!this.#behind) return null;
    const { since, byMs } = this.#behind;
    return { since, reason: `the clock is ${Math.round(byMs / 1000)} s behind the newest row` };
  }

  /**
   * @param interval number of the interval that a batch belongs to.
   * @param isHeld whether later rows have the values of the batch too.
   */
  admit(source: string, interval: number, isHeld = false): Verdict {
    const known = this.#newest.get(source);
    const newest = known ?? this.#before;
    const isFirst = isHeld && known === undefined && interval === newest;
    if (interval > newest || isFirst) {
      this.#behind = null;
      this.#newest.set(source, interval);
      return isFirst ? 'held' : 'new';
    }
    if (interval === newest) return 'repeated';
    if (!this.#isProven((newest - interval) * this.#stepMs)) return 'behind';
    this.#behind = null;
    this.#newest.clear();
    this.#before = interval - 1;
    this.#newest.set(source, interval);
    return 'rewind';
  }

  /** Forgets a source that was removed. */
  remove(source: string): void {
    this.#newest.delete(source);
  }

  #isProven(byMs: number): boolean {
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    this.#behind ??= { byMs, since: now, proof: { now, monotonic } };
    const { proof } = this.#behind;
    const ran = monotonic - proof.monotonic;
    // It was set again meanwhile.
    if (Math.abs(now - proof.now - ran) > this.#stepMs) this.#behind.proof = { now, monotonic };
    this.#behind.byMs = byMs;
    return byMs > waitMs && this.#behind.proof === proof && ran >= proofMs;
  }
}
