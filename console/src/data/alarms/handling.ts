import type { Silence } from '../../../../src/api/wire/alarms.ts';
import { ask as request } from '../api.ts';
import { posted } from '../posted.ts';
import { silenced } from './asked.ts';

/** Acknowledges a raised alarm. Throws {@link ApiError}. */
export async function acknowledge(id: string, reason: string): Promise<void> {
  await request(`/alarms/${encodeURIComponent(id)}/ack`, posted({ reason }));
}

/** Takes an acknowledgement back. Throws {@link ApiError}. */
export async function withdraw(id: string): Promise<void> {
  await request(`/alarms/${encodeURIComponent(id)}/ack`, { method: 'DELETE' });
}

/** What is silenced, and for how long. */
export interface AskedSilence {
  readonly select: string;
  readonly rule: string;
  readonly reason: string;
  readonly seconds: number;
}

/** Throws {@link ApiError}. */
export async function silence(asked: AskedSilence): Promise<void> {
  await request('/silences', posted(asked));
  silenced.value++;
}

/** Which alarms would be silenced. Throws {@link ApiError}. */
export async function silencePreview(
  asked: Pick<AskedSilence, 'select' | 'rule'>,
  left: AbortSignal,
): Promise<Silence> {
  const body = { ...asked, reason: 'preview', seconds: 1 };
  const answer = await request('/silences?preview', posted(body, 'application/json', left));
  return (await answer.json()) as Silence;
}

/** Sets an override, over an earlier one of that name. Throws {@link ApiError}. */
export async function setOverride(name: string, override: Readonly<Record<string, string>>): Promise<void> {
  await request(`/overrides/${encodeURIComponent(name)}`, { ...posted({ override }), method: 'PUT' });
}

/** Ends a silence. @param uri its address. Throws {@link ApiError}. */
export async function endSilence(uri: string): Promise<void> {
  await request(uri, { method: 'DELETE' });
  silenced.value++;
}
