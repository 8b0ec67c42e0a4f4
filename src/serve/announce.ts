import type { DiscoveryResult } from '../model/source.ts';

/** What the program reads, and where it listens. */
export interface Announced {
  readonly url: string;
  /** Of the hypervisor, null where none is read. */
  readonly uri: string | null;
  readonly demo: boolean;
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** Prints the lines that a person sees after `npm start`. */
export function announce({ url, uri, demo, discoveryResults }: Announced): void {
  for (const { target, found, reason } of discoveryResults)
    if (!found) console.log(`virtscope did not find ${target}: ${reason}`);
  console.log(
    `virtscope reads ${demo ? 'its demo hypervisor (no real VM is shown)' : (uri ?? 'this machine only')}`,
  );
  console.log(`virtscope listening on ${url}`);
}
