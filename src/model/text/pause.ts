/** Why processors stand still that a person or an operation paused; failures are conditions with sentences of their own. */
const texts: Readonly<Record<string, string>> = {
  user: 'paused by a user',
  migration: 'paused by a migration',
  postcopy: 'paused: its memory is migrated after it',
  save: 'paused while it is saved',
  dump: 'paused while its memory is dumped',
  snapshot: 'paused for a snapshot',
  'from-snapshot': 'paused since it was restored from a snapshot',
  'shutting-down': 'paused while it shuts down',
  'starting-up': 'paused while it starts',
};

/**
 * Why a VM is paused, as a sentence.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { pauseText } from './pause.ts';
 * assert.equal(pauseText('user'), 'paused by a user');
 * assert.equal(pauseText(null), 'paused, it is not known why');
 */
export function pauseText(reason: string | null): string {
  if (reason === null || reason === 'unknown') return 'paused, it is not known why';
  return Object.hasOwn(texts, reason) ? (texts[reason] ?? reason) : `paused: ${reason}`;
}
