import type { Clock } from '../../model/clock.ts';
import type { Call } from '../../model/streams/call.ts';
import { Tally } from './tally.ts';

/** Calls of one interval, by what answered them. */
export interface IntervalCalls {
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Length by the monotonic clock. */
  readonly seconds: number;
  /** Calls that this program served. */
  readonly served: Tally;
  /** Calls that it made, by the id of their source. */
  readonly made: ReadonlyMap<string, Tally>;
}

/** Counts calls until their interval ends. A call that is made without a source (a search, a trial) is of no service yet. */
export class ServiceCalls {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  #start: { readonly time: number; readonly monotonic: number };
  #served = new Tally();
  #made = new Map<string, Tally>();

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
    this.#start = { time: clock.now(), monotonic: clock.monotonic() };
  }

  record(call: Call): void {
    if (call.direction === 'in') this.#served.record(call);
    else if (call.peer !== null) this.#madeBy(call.peer).record(call);
  }

  /** Ends the interval: the calls since the one before. */
  take(): IntervalCalls {
    const { time: start, monotonic } = this.#start;
    const [end, served, made] = [this.#clock.now(), this.#served, this.#made];
    this.#start = { time: end, monotonic: this.#clock.monotonic() };
    this.#served = new Tally();
    this.#made = new Map();
    return { start, end, seconds: (this.#start.monotonic - monotonic) / 1000, served, made };
  }

  #madeBy(source: string): Tally {
    let tally = this.#made.get(source);
    if (!tally) this.#made.set(source, (tally = new Tally()));
    return tally;
  }
}
