import { computed, signal } from '@preact/signals';
import type { Instance } from '../../../src/api/wire/metrics.ts';
import { getJson } from './api.ts';

/** The machine virtscope runs on first, then by name. Null before the first answer; empty where no host is known. */
export const hosts = signal<readonly Instance[] | null>(null);

const againMs = 2000;
let again: ReturnType<typeof setTimeout> | undefined;

/** Hosts seldom come and go: read at the start, and again when a machine names one that is not known. */
export async function refreshHosts(): Promise<void> {
  const list = await getJson<Instance[]>('/metrics/host').catch(() => hosts.peek());
  hosts.value = list && list.toSorted((a, b) => Number(isThisMachine(b)) - Number(isThisMachine(a)));
  // The front page is drawn when they are known.
  clearTimeout(again);
  if (!list) again = setTimeout(() => void refreshHosts(), againMs);
}

/** Whether it is read by the source of that name, of which there is one: the machine virtscope runs on. */
function isThisMachine({ source }: Instance): boolean {
  return source === 'host';
}

/** Whether there is more than one host, so that the front page is of all. */
export const isFleet = computed(() => (hosts.value?.length ?? 0) > 1);

/** Names of hosts by their ids. */
export const hostNames = computed(() => new Map(hosts.value?.map(({ id, name }) => [id, name])));

/** A host's name, or its id where it is not one of ours. */
export function hostName(id: string): string {
  return hostNames.value.get(id) ?? id;
}

/** Looks again when one of the ids is not a host that is known. */
export function expectHosts(ids: readonly (string | null)[]): void {
  const known = new Set(hosts.peek()?.map(({ id }) => id));
  if (ids.some((id) => id !== null && !known.has(id))) refreshHosts().catch(reportError);
}
