import { signal } from '@preact/signals';
import type { Instance } from '../../../src/api/wire/metrics.ts';
import { getJson } from './api.ts';

/** Null before the first answer; empty where only a remote hypervisor is read. */
export const hosts = signal<readonly Instance[] | null>(null);

/** Hosts seldom come and go: read at the start, and again when a machine names one that is not known. */
export async function refreshHosts(): Promise<void> {
  hosts.value = await getJson<Instance[]>('/metrics/host').catch(() => hosts.peek());
}

/** A host's name, or its id where it is not one of ours. */
export function hostName(id: string): string {
  return hosts.value?.find((host) => host.id === id)?.name ?? id;
}

/** Looks again when one of the ids is not a host that is known. */
export function expectHosts(ids: readonly (string | null)[]): void {
  const known = new Set(hosts.peek()?.map(({ id }) => id));
  if (ids.some((id) => id !== null && !known.has(id))) refreshHosts().catch(reportError);
}
