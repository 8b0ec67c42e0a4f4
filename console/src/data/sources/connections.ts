import type { Source } from '../../../../src/api/wire/sources.ts';
import { ask } from '../api.ts';
import { refreshHosts } from '../hosts.ts';
import { posted } from '../posted.ts';
import { refreshStatus } from '../status.ts';

/** A hypervisor as a reader names it. */
export interface NewSource {
  readonly target: string;
  readonly name?: string;
  /** Seconds between two polls. */
  readonly interval?: number;
}

/** Reads one more hypervisor. Throws {@link ApiError}. */
export async function addSource(source: NewSource): Promise<Source> {
  const answer = await ask('/sources', posted(source));
  await refreshed();
  return (await answer.json()) as Source;
}

/** Ends the reading of one that was added. Throws {@link ApiError}. */
export async function removeSource(id: string): Promise<void> {
  await ask(`/sources/${encodeURIComponent(id)}`, { method: 'DELETE' });
  await refreshed();
}

/** Connects again with the next poll. Throws {@link ApiError}. */
export async function retrySource(id: string): Promise<void> {
  await ask(`/sources/${encodeURIComponent(id)}/retry`, { method: 'POST' });
  await refreshed();
}

async function refreshed(): Promise<void> {
  await Promise.all([refreshStatus(), refreshHosts()]);
}
