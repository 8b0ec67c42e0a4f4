/** States a VM does not come to by anybody's wish. */
const failures: Readonly<Record<string, string>> = {
  'paused io-error': 'paused by an I/O error: one of its disks is full or cannot be reached',
  'paused watchdog': 'paused by its watchdog: the guest stopped answering it',
  'paused crashed': 'paused because the guest crashed',
  'paused api-error': 'paused because the hypervisor failed',
  'paused postcopy-failed': 'paused in the middle of a migration that failed',
  crashed: 'the guest crashed',
};

/** What went wrong when a VM is in this state for this reason; null for ordinary ones. */
export function failureOf(state: string, reason: string | null): string | null {
  return failures[`${state} ${reason}`] ?? failures[state] ?? null;
}

/** Running, blocked, paused, shutting down, crashed but kept, suspended by power management. */
const active = new Set([1, 2, 3, 4, 6, 7]);
const PAUSED = 3;
const STARTING_UP = 11;

/** Whether a QEMU that answers stands behind the domain: only then do its monitor groups mean anything. */
export function isActive(state: number, reason: number): boolean {
  // Arriving by migration or restoring: its monitor belongs to somebody else for seconds.
  if (state === PAUSED && reason === STARTING_UP) return false;
  return active.has(state);
}
