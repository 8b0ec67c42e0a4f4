import { Reason } from '../../model/reason.ts';
import type { Counters } from '../../lib/counters.ts';
import type { RecordScratch } from './record.ts';

/**
 * How one VM's record becomes values: a short list of steps made when the VM's devices are first seen, and run on
 * every record after that without allocating. Rates come first, what is derived from them after.
 */
export interface Program {
  readonly gauges: readonly GaugeStep[];
  readonly rates: readonly RateStep[];
  readonly sums: readonly SumStep[];
  readonly ratios: readonly RatioStep[];
}

/** value = field × scale */
export interface GaugeStep {
  readonly field: number;
  readonly slot: number;
  readonly scale: number;
}

/** value = growth of a counter per second × scale, at most `max`; slot −1: only sums and ratios want it. */
export interface RateStep {
  readonly field: number;
  readonly counter: number;
  readonly slot: number;
  readonly scale: number;
  readonly max: number;
}

/** value = sum of rates × scale, unknown as soon as one of them is. */
export interface SumStep {
  readonly counters: readonly number[];
  readonly slot: number;
  readonly scale: number;
  readonly max: number;
}

/** value = sum of some rates ÷ sum of others × scale: mean latency = time spent ÷ requests done. */
export interface RatioStep {
  readonly over: readonly number[];
  readonly under: readonly number[];
  readonly slot: number;
  readonly scale: number;
}

/** Where a program reads and writes; one for all VMs of a source. */
export class Machine {
  readonly counters: Counters;
  /** Last rate of each counter, and why it is unknown. */
  #rates = new Float64Array(1024).fill(NaN);
  #why = new Uint8Array(1024);
  /** By slot, the source's batch arrays of this poll. */
  values: Float64Array = new Float64Array(0);
  reasons: Uint8Array = new Uint8Array(0);

  constructor(counters: Counters) {
    this.counters = counters;
  }

  /** Makes room for counters up to `count`. */
  reserve(count: number): void {
    if (count <= this.#rates.length) return;
    const rates = new Float64Array(count * 2).fill(NaN);
    const why = new Uint8Array(count * 2);
    rates.set(this.#rates);
    why.set(this.#why);
    this.#rates = rates;
    this.#why = why;
  }

  /**
   * Runs a program on a record.
   * @param timeMs monotonic time just before the call that read the record
   * @param absent why fields that the record lacks are unknown
   */
  run(program: Program, record: RecordScratch, timeMs: number, absent: Reason): void {
    this.runGauges(program, record, absent);
    for (const step of program.rates) {
      this.#count(step, record, timeMs, absent);
      this.#show(step);
    }
    for (const { counters, slot, scale, max } of program.sums) {
      const sum = this.#sum(counters);
      if (Number.isNaN(sum)) this.unknown(slot, this.#reason(counters));
      else this.put(slot, Math.min(sum * scale, max));
    }
    for (const { over, under, slot, scale } of program.ratios) {
      const divisor = this.#sum(under);
      const sum = this.#sum(over);
      if (divisor === 0) this.unknown(slot, Reason.idle);
      else if (Number.isNaN(sum / divisor)) this.unknown(slot, this.#reason(under) || this.#reason(over));
      else this.put(slot, (sum / divisor) * scale);
    }
  }

  runGauges(program: Program, record: RecordScratch, absent: Reason): void {
    for (const { field, slot, scale } of program.gauges) {
      if (record.has(field)) this.put(slot, record.number(field) * scale);
      else this.unknown(slot, absent);
    }
  }

  /** Shows the rates of the last run again: what was counted has not been counted anew since. */
  repeatRates(program: Program): void {
    for (const step of program.rates) this.#show(step);
  }

  put(slot: number, value: number): void {
    this.values[slot] = value;
    this.reasons[slot] = Reason.known;
  }

  unknown(slot: number, reason: Reason): void {
    this.values[slot] = NaN;
    this.reasons[slot] = reason;
  }

  #count({ field, counter }: RateStep, record: RecordScratch, timeMs: number, absent: Reason): void {
    if (record.has(field)) {
      this.#rates[counter] = this.counters.set(counter, record.hi(field), record.lo(field), timeMs);
      this.#why[counter] = this.counters.reason;
    } else {
      this.#rates[counter] = NaN;
      this.#why[counter] = absent;
    }
  }

  #show({ counter, slot, scale, max }: RateStep): void {
    if (slot < 0) return;
    const reason = this.#why[counter] as Reason;
    if (reason === Reason.known) this.put(slot, Math.min((this.#rates[counter] ?? NaN) * scale, max));
    else this.unknown(slot, reason);
  }

  #sum(counters: readonly number[]): number {
    let sum = 0;
    for (const counter of counters) sum += this.#rates[counter] ?? NaN;
    return sum;
  }

  #reason(counters: readonly number[]): Reason {
    for (const counter of counters)
      if (this.#why[counter] !== Reason.known) return this.#why[counter] as Reason;
    return Reason.known;
  }
}
