import type { Counters } from '../../../lib/counters.ts';
import type { BatchWriter } from '../../../model/batch-writer.ts';
import { Reason } from '../../../model/reason.ts';
import type { Program, RateStep, RatioStep, SumStep } from './program.ts';
import type { RecordBuffer } from './record-buffer.ts';

/** Runs programs: reads a record, keeps the rates of counters and writes the batch arrays. One for all VMs of a source. */
export class ProgramRunner {
  readonly counters: Counters;
  /** Last rate of each counter, and why it is unknown. */
  #rates = new Float64Array(1024).fill(NaN);
  #why = new Uint8Array(1024);
  readonly #writer: BatchWriter;

  constructor(counters: Counters, writer: BatchWriter) {
    this.counters = counters;
    this.#writer = writer;
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
  run(program: Program, record: RecordBuffer, timeMs: number, absent: Reason): void {
    this.runGauges(program, record, absent);
    for (const step of program.rates) {
      this.#count(step, record, timeMs, absent);
      this.#show(step);
    }
    for (const step of program.sums) this.#add(step);
    for (const step of program.ratios) this.#divide(step);
  }

  runGauges(program: Program, record: RecordBuffer, absent: Reason): void {
    for (const { field, slot, scale, ceiling } of program.gauges) {
      if (record.has(field)) this.#writer.putUpTo(ceiling, slot, record.number(field) * scale);
      else this.#writer.unknown(slot, absent);
    }
  }

  /** Shows the rates of the last run again: what was counted has not been counted anew since. */
  repeatRates(program: Program): void {
    for (const step of program.rates) this.#show(step);
  }

  #count({ field, counter }: RateStep, record: RecordBuffer, timeMs: number, absent: Reason): void {
    if (record.has(field)) {
      this.#rates[counter] = this.counters.set(counter, record.hi(field), record.lo(field), timeMs);
      this.#why[counter] = this.counters.reason;
    } else {
      this.#rates[counter] = NaN;
      this.#why[counter] = absent;
    }
  }

  #show({ counter, slot, scale, max, ceiling }: RateStep): void {
    if (slot < 0) return;
    const reason = this.#why[counter] as Reason;
    if (reason === Reason.known) this.#putRate((this.#rates[counter] ?? NaN) * scale, slot, max, ceiling);
    else this.#writer.unknown(slot, reason);
  }

  #putRate(rate: number, slot: number, max: number, ceiling: number): void {
    if (rate <= ceiling) this.#writer.put(slot, Math.min(rate, max));
    else this.#writer.unknown(slot, Reason.outOfBounds);
  }

  #add({ counters, slot, scale, max, ceiling, ofDevices }: SumStep): void {
    let sum = 0;
    let members = 0;
    let reason: Reason = Reason.known;
    for (const counter of counters) {
      if (ofDevices && this.#why[counter] === Reason.notReported) continue;
      members++;
      sum += this.#rates[counter] ?? NaN;
      reason ||= this.#why[counter] as Reason;
    }
    if (members === 0) this.#writer.unknown(slot, Reason.notReported);
    else if (reason !== Reason.known) this.#writer.unknown(slot, reason);
    else this.#putRate(sum * scale, slot, max, ceiling);
  }

  #divide({ over, under, slot, scale, ceiling }: RatioStep): void {
    let dividend = 0;
    let divisor = 0;
    let members = 0;
    let reason: Reason = Reason.known;
    for (let at = 0; at < under.length; at++) {
      const upper = over[at] as number;
      const lower = under[at] as number;
      if (this.#why[upper] === Reason.notReported || this.#why[lower] === Reason.notReported) continue;
      members++;
      dividend += this.#rates[upper] ?? NaN;
      divisor += this.#rates[lower] ?? NaN;
      reason ||= (this.#why[lower] || this.#why[upper]) as Reason;
    }
    if (members === 0) this.#writer.unknown(slot, Reason.notReported);
    else if (reason !== Reason.known) this.#writer.unknown(slot, reason);
    else if (divisor === 0) this.#writer.unknown(slot, Reason.idle);
    else this.#writer.putUpTo(ceiling, slot, (dividend / divisor) * scale);
  }
}
