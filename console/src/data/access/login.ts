import { ask } from '../api.ts';
import { posted } from '../posted.ts';

/** Trades a token for a session, and shows the page of the address anew: of an earlier session nothing is left. Throws {@link ApiError}. */
export async function logIn(token: string): Promise<void> {
  await ask('/session', posted({ token }));
  window.location.reload();
}

/** Ends the session. Throws {@link ApiError}. */
export async function logOut(): Promise<void> {
  await ask('/session', { method: 'DELETE' });
  window.location.reload();
}
