import type { Latency } from '../../model/streams/latency.ts';

/** What is known of a service: of its calls in one interval. */
export interface ServiceReading {
  /** `libvirtd`. */
  readonly name: string;
  readonly hostId: string;
  /** Why it cannot be reached, as a sentence; null where it answers. */
  readonly problem: string | null;
  /** Length of the interval. */
  readonly seconds: number;
  readonly calls: number;
  readonly errors: number;
  /** Seconds; null where no call has ended that was answered or waited out. */
  readonly latency: Latency | null;
}
