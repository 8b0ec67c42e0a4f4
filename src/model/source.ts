import type { PollResult } from './batch.ts';
import type { Condition } from './health.ts';
import type { Sentences } from './reason-text.ts';
import type { SeriesTable } from './series.ts';

/** How a source is doing, as `/status` and the console show it. */
export interface SourceStatus {
  readonly id: string;
  /** Its name for people: today its id. */
  readonly name: string;
  /** What kind of system it reads: `host`, `libvirt`. */
  readonly kind: string;
  /** Where it reads: a URI or a path. */
  readonly target: string;
  readonly demo: boolean;
  readonly up: boolean;
  /** Why it is down, as a sentence; null when up. */
  readonly reason: string | null;
  /** Epoch ms of the last change of `up`. */
  readonly since: number;
  /** Calls the daemon has not answered yet although their deadline passed. */
  readonly stuckCalls: number;
  /** What it leaves out or cannot read although it is up; empty when it is whole. */
  readonly conditions: readonly Condition[];
  /** How it says why values of its entities are unknown, where the general sentences are not enough. */
  readonly sentences: Sentences;
}

/** A hypervisor that was looked for on this machine at the start. */
export interface DiscoveryResult {
  readonly target: string;
  readonly found: boolean;
  /** Why it was not found; null when it was. */
  readonly reason: string | null;
}

/** Metrics of every source about itself, in its entity of class source; the pipeline writes them. */
export const POLL_METRICS = ['poll.duration', 'poll.values', 'poll.missed'] as const;

/**
 * Something that is read every interval. `poll` never rejects for an operational failure: a host that is down is a result
 * of unknown values with their reason.
 */
export interface Source {
  /** Unique among the sources of a pipeline. */
  readonly id: string;
  readonly kind: string;
  /** Distance between two polls, ms. */
  readonly intervalMs: number;
  /** It reserves the series of its metrics about itself: {@link POLL_METRICS}, and `calls.stuck` where it makes calls. */
  readonly series: SeriesTable;
  /** Calls not answered yet although their deadline passed; 0 where it makes none. */
  readonly stuckCalls: number;
  status(): SourceStatus;
  poll(signal: AbortSignal): Promise<PollResult>;
  /** The next poll connects again, without the rest of the pause after a failure; left out where there is none. */
  retry?(): void;
  close(): Promise<void>;
}
