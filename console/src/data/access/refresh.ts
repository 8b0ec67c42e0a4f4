import type { Session } from '../../../../src/api/wire/access.ts';
import { getJson } from '../api.ts';
import { session, takeSession } from './session.ts';

const againMs = 2000;
let again: ReturnType<typeof setTimeout> | undefined;

/** Resolves with the first answer, or failure to get one, which is asked for again until there is one. */
export async function startSession(): Promise<void> {
  // A page that the browser kept shows what was there before the session ended.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) refreshSession().catch(reportError);
  });
  await refreshSession();
}

/** Asks for the identity of this browser, and whether it still has one. */
export async function refreshSession(): Promise<void> {
  try {
    takeSession(await getJson<Session>('/session'));
  } catch {
    // The frame shows that the server is away.
    clearTimeout(again);
    if (!session.peek()) again = setTimeout(() => void refreshSession(), againMs);
  }
}
