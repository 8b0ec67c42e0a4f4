import { TokenBucket } from '../../../lib/async/token-bucket.ts';
import type { Clock } from '../../../model/clock.ts';
import { LIMITS } from '../limits.ts';

/**
 * How many new series a daemon may bring. A slot of the table stays taken for a while after its series went, so names
 * that change at every poll would take ever more of them.
 */
export class SeriesBudget {
  readonly #first: TokenBucket;
  readonly #added: TokenBucket;

  constructor(clock: Clock) {
    const monotonic = (): number => clock.monotonic();
    this.#first = new TokenBucket({ ...LIMITS.firstSeries, monotonic });
    this.#added = new TokenBucket({ ...LIMITS.addedSeries, monotonic });
  }

  /** Whether so many series may be made, of a VM in its first record or in a later one. */
  take(count: number, when: 'first' | 'added'): boolean {
    return (when === 'first' ? this.#first : this.#added).take(count);
  }
}
