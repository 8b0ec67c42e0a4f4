import { pauseText } from './pause.ts';

/** What happened to a VM that is in a state for a reason of libvirt, where it is more than that it is in it. */
const texts: Readonly<Record<string, string>> = {
  'started migrated': 'started: it was migrated to here',
  'started restored': 'started from its saved state',
  'started from-snapshot': 'started from a snapshot',
  'started crashed': 'started after a crash',
  'resumed migrated': 'resumed after a migration',
  'resumed migration-canceled': 'resumed: its migration was cancelled',
  'resumed save-canceled': 'resumed: its save was cancelled',
  'resumed postcopy-failed': 'resumed: its migration failed',
  'resumed wakeup': 'woke up',
  'stopped shutdown': 'shut down',
  'stopped destroyed': 'was forced off',
  'stopped crashed': 'stopped: its QEMU crashed',
  'stopped migrated': 'stopped: it was migrated away',
  'stopped saved': 'stopped: its state was saved',
  'stopped failed': 'failed to start',
  'stopped from-snapshot': 'stopped: it was reverted to a snapshot',
  'stopped daemon': 'stopped by the daemon',
  'crashed panicked': 'crashed: its guest panicked',
};

/**
 * A change of state as people read it, after the name of the VM. A reason that is ordinary or not known adds nothing.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { changeText } from './change.ts';
 * assert.equal(changeText('stopped', 'destroyed'), 'was forced off');
 * assert.equal(changeText('started', 'booted'), 'started');
 * assert.equal(changeText('paused', 'user'), 'paused by a user');
 */
export function changeText(
  kind: 'started' | 'resumed' | 'paused' | 'stopped' | 'crashed',
  reason: string | null,
): string {
  if (kind === 'paused') return reason === null || reason === 'unknown' ? kind : pauseText(reason);
  const key = `${kind} ${reason}`;
  return Object.hasOwn(texts, key) ? (texts[key] ?? kind) : kind;
}

/** Changes that lead to a state. */
const changesTo: Readonly<Record<string, readonly Parameters<typeof changeText>[0][]>> = {
  running: ['started', 'resumed'],
  paused: ['paused'],
  shutoff: ['stopped'],
  crashed: ['crashed'],
};

/**
 * Why a VM is in its state, as people read it; null where the reason is ordinary or not known.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { stateText } from './change.ts';
 * assert.equal(stateText('running', 'migrated'), 'started: it was migrated to here');
 * assert.equal(stateText('shutoff', 'destroyed'), 'was forced off');
 * assert.equal(stateText('running', 'booted'), null);
 */
export function stateText(state: string, reason: string | null): string | null {
  const kinds = Object.hasOwn(changesTo, state) ? (changesTo[state] ?? []) : [];
  for (const kind of kinds) {
    const text = changeText(kind, reason);
    if (text !== kind) return text;
  }
  return null;
}
