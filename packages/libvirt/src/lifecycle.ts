/** Names of `state.state`, by number. */
export const DOMAIN_STATES = [
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
] as const;
export type DomainStateName = (typeof DOMAIN_STATES)[number];

const RUNNING = [
  'unknown',
  'booted',
  'migrated',
  'restored',
  'from-snapshot',
  'unpaused',
  'migration-canceled',
  'save-canceled',
  'wakeup',
  'crashed',
  'postcopy',
  'postcopy-failed',
];
const PAUSED = [
  'unknown',
  'user',
  'migration',
  'save',
  'dump',
  'io-error',
  'watchdog',
  'from-snapshot',
  'shutting-down',
  'snapshot',
  'crashed',
  'starting-up',
  'postcopy',
  'postcopy-failed',
  'api-error',
];
const SHUTDOWN = ['unknown', 'user'];
const SHUTOFF = [
  'unknown',
  'shutdown',
  'destroyed',
  'crashed',
  'migrated',
  'saved',
  'failed',
  'from-snapshot',
  'daemon',
];
const CRASHED = ['unknown', 'panicked'];
const UNKNOWN = ['unknown'];
const REASONS = [UNKNOWN, RUNNING, UNKNOWN, PAUSED, SHUTDOWN, SHUTOFF, CRASHED, UNKNOWN];

/** The changes of lifecycle events, by number. */
export const LIFECYCLE_CHANGES = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pmsuspended',
  'crashed',
] as const;
export type LifecycleChange = (typeof LIFECYCLE_CHANGES)[number];

/** The name of a state number, or null for one libvirt added later. */
export function stateName(state: number): DomainStateName | null {
  return DOMAIN_STATES[state] ?? null;
}

/** The name of a reason number, which depends on the state, or null for one not known. */
export function reasonName(state: number, reason: number): string | null {
  return REASONS[state]?.[reason] ?? null;
}
