import { signal } from '@preact/signals';
import { getJson } from './api.ts';

/** A host as the list of hosts names it. */
export interface HostItem {
  id: string;
  name: string;
  uri: string;
}

export const hosts = signal<readonly HostItem[]>([]);

/** Hosts seldom come and go: read at the start, and again when a machine names one that is not known. */
export async function refreshHosts(): Promise<void> {
  hosts.value = await getJson<HostItem[]>('/metrics/host').catch(() => hosts.peek());
}

/** A host's name, or its id where it is not one of ours. */
export function hostName(id: string): string {
  return hosts.value.find((host) => host.id === id)?.name ?? id;
}
