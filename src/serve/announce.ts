import type { Connection } from '../model/connection.ts';
import type { DiscoveryResult } from '../model/source.ts';

/** What the program reads, and where it listens. */
export interface Announced {
  readonly url: string;
  readonly connections: readonly Connection[];
  readonly demo: boolean;
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** As many URIs are printed one by one. */
const MOST_NAMED = 5;

/** Prints the lines that a person sees after `npm start`. */
export function announce({ url, connections, demo, discoveryResults }: Announced): void {
  for (const { target, found, reason } of discoveryResults)
    if (!found) console.log(`virtscope did not find ${target}: ${reason}`);
  console.log(`virtscope reads ${what(connections, demo)}`);
  console.log(`virtscope listening on ${url}`);
}

function what(connections: readonly Connection[], demo: boolean): string {
  const uris = connections.filter(({ origin }) => origin !== 'demo').map(({ uri }) => uri);
  const named = uris.length > MOST_NAMED ? `${uris.length} hypervisors` : uris.join(', ');
  if (!demo) return named || 'this machine only';
  return ['its demo hypervisor (no real VM is shown)', ...(named ? [named] : [])].join(', and ');
}
