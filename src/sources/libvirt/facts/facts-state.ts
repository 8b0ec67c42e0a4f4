import type { EventKind } from '@virtscope/libvirt';
import type { Vm } from '../vm.ts';
import type { FoundAddress } from './addresses.ts';
import type { DiskSize } from './disk-sizes.ts';
import type { SnapshotTimes } from './snapshots.ts';

/** What the source remembers of the facts of one VM between readings. Times are monotonic ms. */
export interface FactsState {
  /** When it is to be read again; 0 as soon as may be. */
  dueAt: number;
  /** When its jobs are to be read again, and nothing else; Infinity while none is known. */
  jobDueAt: number;
  /** When it was last read, and when it last changed as far as is known. */
  readAt: number;
  changedAt: number;
  /** Null until they were asked for in this run. */
  addresses: readonly FoundAddress[] | null;
  /** Sizes of its disks while it is off, by key, and when they were read. */
  sizes: ReadonlyMap<string, DiskSize>;
  sizesAt: number;
  snapshotTimes: SnapshotTimes;
}

export function newFactsState(): FactsState {
  return {
    dueAt: 0,
    jobDueAt: Infinity,
    readAt: -Infinity,
    changedAt: -Infinity,
    addresses: null,
    sizes: new Map(),
    sizesAt: -Infinity,
    snapshotTimes: new Map(),
  };
}

/** Least time between two readings because of events that can come every second. */
const LEAST_MS = 10_000;

/**
 * Takes an event after which facts of a VM are others and its XML is not, or not in a way that matters.
 *
 * @param now monotonic ms
 * @returns whether it is such an event
 */
export function noteFactsEvent(
  { factsState }: Pick<Vm, 'factsState'>,
  kind: EventKind,
  now: number,
): boolean {
  const soon = Math.max(now, factsState.readAt + LEAST_MS);
  if (kind === 'job-completed') factsState.dueAt = now;
  else if (kind === 'migration-iteration') factsState.jobDueAt = Math.min(factsState.jobDueAt, soon);
  else if (kind === 'balloon-change') factsState.dueAt = Math.min(factsState.dueAt, soon);
  else return false;
  return true;
}
