import { HAS_FLAG, type LibvirtClient } from '@virtscope/libvirt';
import type { FactCalls } from './fact-calls.ts';

/** Which VMs start with their host and which have snapshots: one call each for all of them, which concerns no QEMU. */
export class DomainLists {
  /** Monotonic ms. */
  #readAt = -Infinity;
  #autostart: ReadonlySet<string> | null = null;
  #snapshots: ReadonlySet<string> | null = null;

  get readAt(): number {
    return this.#readAt;
  }

  /** By UUID; null where the daemon does not list them. */
  get autostart(): ReadonlySet<string> | null {
    return this.#autostart;
  }

  get snapshots(): ReadonlySet<string> | null {
    return this.#snapshots;
  }

  /** @param now monotonic ms */
  async read(client: LibvirtClient, calls: FactCalls, now: number): Promise<void> {
    const list = async (flags: number): Promise<Set<string> | null> => {
      const domains = await calls.ask(client, (options) => client.listAllDomains(flags, options));
      return domains && new Set(domains.map(({ uuid }) => uuid));
    };
    this.#readAt = now;
    this.#autostart = await list(HAS_FLAG.autostart);
    this.#snapshots = await list(HAS_FLAG.snapshot);
  }
}
