import type { NodeStats } from '@virtscope/libvirt';
import { Counters } from '../../../lib/counters.ts';
import { Reason } from '../../../model/reason.ts';

/** What is counted; `idle` with iowait, as the kernel takes time back from iowait and gives it to idle. */
const kernel = 0;
const user = 1;
const idle = 2;
const iowait = 3;
const columns = [kernel, user, idle, iowait] as const;

/**
 * Idle and iowait are estimates that the kernel corrects backwards; a larger step is a reset (3 s, as Prometheus'
 * node_exporter has it).
 */
const CORRECTED_NS = 3_000_000_000n;

/**
 * Shares of the time of all processors together, from what libvirt reads in /proc/stat. The counters themselves are the
 * clock: what a reading is late does not matter, nor how many processors there are. Time that was stolen from a host which
 * is itself a VM is in none of them.
 */
export class CpuTime {
  readonly #counters = new Counters(columns.length);
  readonly #deltas = new Float64Array(columns.length);
  #last: readonly bigint[] = [];
  /** Why nothing is known; `known` where it is. */
  reason: Reason = Reason.firstSample;
  /** NaN where unknown. */
  usage = NaN;
  system = NaN;
  iowait = NaN;

  /** Takes a reading at monotonic time `timeMs`. */
  take(stats: NodeStats, timeMs: number): void {
    const samples = this.#samples(stats);
    this.reason = samples ? Reason.known : Reason.notReported;
    if (samples) {
      for (const column of columns) this.#count(column, samples[column]!, timeMs);
      this.#last = samples;
    }
    this.#share(stats['iowait'] !== undefined);
  }

  /** Null where a counter is missing without which nothing can be said. */
  #samples(stats: NodeStats): readonly bigint[] | null {
    const { kernel: inKernel, user: inUser, idle: atRest, iowait: waited = 0n } = stats;
    if (inKernel === undefined || inUser === undefined || atRest === undefined) return null;
    return [inKernel, inUser, this.#corrected(idle, atRest + waited), this.#corrected(iowait, waited)];
  }

  #corrected(column: number, sample: bigint): bigint {
    const last = this.#last[column] ?? sample;
    return sample < last && last - sample <= CORRECTED_NS ? last : sample;
  }

  #count(column: number, sample: bigint, timeMs: number): void {
    const counters = this.#counters;
    counters.set(column, Number((sample >> 32n) & 0xffff_ffffn), Number(sample & 0xffff_ffffn), timeMs);
    this.#deltas[column] = counters.delta;
    if (this.reason === Reason.known) this.reason = counters.reason;
  }

  #share(hasIowait: boolean): void {
    const [inKernel = NaN, inUser = NaN, atRest = NaN, waited = NaN] = this.#deltas;
    const total = inKernel + inUser + atRest;
    if (this.reason === Reason.known && total === 0) this.reason = Reason.idle;
    const isKnown = this.reason === Reason.known;
    this.usage = isKnown ? (inKernel + inUser) / total : NaN;
    this.system = isKnown ? inKernel / total : NaN;
    // What fell was not spent in this interval.
    this.iowait = isKnown && hasIowait ? Math.min(waited, atRest) / total : NaN;
  }
}
