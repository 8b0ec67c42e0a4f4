import { computed, signal } from '@preact/signals';
import type { Session } from '../../../../src/api/wire/access.ts';

/** The client that this browser is to the API; null before the first answer. */
export const session = signal<Session | null>(null);
export const identity = computed(() => session.value?.identity ?? null);

/** Nothing can be read without a login. */
export const isLocked = computed(() => session.value?.required ?? false);

/** There was a login, and it has ended. */
export const hasEnded = signal(false);

/** Takes what the API says of this browser. */
export function takeSession(newer: Session): void {
  if (newer.required && identity.peek()) hasEnded.value = true;
  session.value = newer;
}

/** The API refused a request that has no login. */
export function lock(): void {
  if (!isLocked.peek()) takeSession({ identity: null, required: true });
}
