import { BoundedQueue } from '../../lib/async/bounded-queue.ts';
import type { Sketch } from '../../lib/sketch/sketch.ts';
import type { Tally } from './tally.ts';

const HOUR_MS = 3_600_000;
/** Hundreds of hypervisors would take as much as they like. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Memory of a sketch without buckets, and of one of its buckets, roughly. */
const SKETCH_BYTES = 300;
const BUCKET_BYTES = 24;

/** The latencies of all services in one interval; of one without a call there are none. */
export interface LatencyInterval {
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** By id. */
  readonly services: ReadonlyMap<string, Tally>;
}

/** The latencies of one service in one interval, seconds by method. */
export interface ServiceLatencies extends Omit<LatencyInterval, 'services'> {
  readonly methods: ReadonlyMap<string, Sketch>;
}

/** The latencies of the intervals of the last hour of this run, of fewer where they take too much memory. */
export class LatencyHistory {
  readonly #intervals: BoundedQueue<LatencyInterval>;

  constructor({ intervalMs, bytes = MOST_BYTES }: { intervalMs: number; bytes?: number }) {
    this.#intervals = new BoundedQueue({ items: Math.ceil(HOUR_MS / intervalMs), bytes });
  }

  /** Epoch ms at which the oldest interval began that is kept; null where none has ended yet. */
  get since(): number | null {
    const [oldest] = this.#intervals;
    return oldest?.start ?? null;
  }

  push(interval: LatencyInterval): void {
    let bytes = 0;
    for (const { latencies } of interval.services.values())
      for (const { size } of latencies.values()) bytes += SKETCH_BYTES + size * BUCKET_BYTES;
    this.#intervals.push(interval, bytes);
  }

  /** Intervals that end after `start` and until `end` in which a service was called, the oldest first. */
  of(service: string, { start, end }: { start: number; end: number }): ServiceLatencies[] {
    const found: ServiceLatencies[] = [];
    for (const interval of this.#intervals) {
      const methods = interval.services.get(service)?.latencies;
      if (!methods || methods.size === 0 || interval.end <= start || interval.end > end) continue;
      found.push({ start: interval.start, end: interval.end, methods });
    }
    return found;
  }
}
