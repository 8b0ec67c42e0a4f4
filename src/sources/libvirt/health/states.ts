/** Running, blocked, paused, shutting down, crashed but kept, suspended by power management. */
const active = new Set([1, 2, 3, 4, 6, 7]);
const PAUSED = 3;
const STARTING_UP = 11;

/** Whether a QEMU that answers stands behind the domain: only then do its monitor groups mean anything. */
export function isActive(state: number, reason: number): boolean {
  // Arriving by migration or being restored: libvirt itself occupies its monitor for seconds.
  if (state === PAUSED && reason === STARTING_UP) return false;
  return active.has(state);
}
