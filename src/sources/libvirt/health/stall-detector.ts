/** Finds the VMs that block a call, and keeps them out of later calls. */
export interface StallDetector<V> {
  /** VMs of this list that have occupied their monitor for so long that the call must be waiting for them. */
  blockers(vms: readonly V[], until: number): Promise<readonly V[]>;
  /** Keeps a VM that does not answer out of monitor calls until {@link StallDetector.release}. */
  isolate(vm: V): void;
  /** The call that this VM blocked was answered. */
  release(vm: V): void;
}
