import type { EventKind } from '@virtscope/libvirt';
import type { Vm } from '../vm.ts';
import type { FoundAddress } from './addresses.ts';
import type { DiskSize } from './disk-sizes.ts';
import { Due } from './due.ts';
import type { SnapshotTimes } from './snapshots.ts';

/** What the source remembers of the facts of one VM between readings. Times are monotonic ms. */
export interface FactsState {
  /** All that is read but its jobs. */
  readonly due: Due;
  readonly jobsDue: Due;
  /** When its XML was last read. */
  changedAt: number;
  /** Null until they were asked for in this run. */
  addresses: readonly FoundAddress[] | null;
  /** Epoch ms since which this run has been seen; Infinity until then. */
  seenRunning: number;
  /** Sizes of its disks while it is off, by key, and when they were read. */
  sizes: ReadonlyMap<string, DiskSize>;
  sizesAt: number;
  snapshotTimes: SnapshotTimes;
}

export function newFactsState(): FactsState {
  return {
    due: new Due(),
    jobsDue: new Due(),
    changedAt: -Infinity,
    addresses: null,
    seenRunning: Infinity,
    sizes: new Map(),
    sizesAt: -Infinity,
    snapshotTimes: new Map(),
  };
}

/** Forgets what is of one run: the VM begins another, or is gone. */
export function forgetRun({ factsState }: Pick<Vm, 'factsState'>): void {
  Object.assign(factsState, { addresses: null, seenRunning: Infinity });
}

/** Notes that the VM is another: all is read again. */
export function noteChange({ factsState: { due, jobsDue } }: Pick<Vm, 'factsState'>): void {
  due.noteChange();
  jobsDue.noteChange();
}

/**
 * Takes an event after which facts of a VM are others and its XML is not, or not in a way that matters.
 *
 * @param now monotonic ms
 * @returns whether it is such an event
 */
export function noteFactsEvent(vm: Pick<Vm, 'factsState'>, kind: EventKind, now: number): boolean {
  const { due, jobsDue } = vm.factsState;
  if (kind === 'job-completed') noteChange(vm);
  else if (kind === 'migration-iteration') jobsDue.noteFrequentChange(now);
  else if (kind === 'balloon-change') due.noteFrequentChange(now);
  else return false;
  return true;
}
