import type { HostClaim, HostReport } from '../sources/libvirt/mod.ts';

/** This machine, as it is known before any source is read. */
export interface ThisHost {
  readonly id: string;
  readonly hostname: string;
  /** Whether a source reads the machine itself and reports it. */
  readonly isRead: boolean;
}

interface Holder {
  /** Sources that reach it; null for this machine, which is always there. */
  readonly sources: Set<string> | null;
  readonly hostname: string;
  readonly isReported: boolean;
}

/**
 * Which host has which id. The first to report a UUID has it; another report of it with the same host name is of the same
 * host, reached twice; with another name it is of another host, whose id is the name of its source.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { HostIds } from './host-ids.ts';
 * const ids = new HostIds({ id: '6d6f7264-0000-4000-8000-0000000000f0', hostname: 'a', isRead: true });
 * const uuid = '6d6f7264-0000-4000-8000-0000000000f0';
 * assert.deepEqual(ids.claim('copy', { uuid, hostname: 'b' }), { id: 'copy', isReported: false, duplicateOf: 'a' });
 */
export class HostIds {
  readonly #here: string;
  readonly #holders = new Map<string, Holder>();
  /** Id of the host of each source. */
  readonly #hosts = new Map<string, string>();

  /** This machine comes before all others: what is read over libvirt is claimed later. */
  constructor({ id, hostname, isRead }: ThisHost) {
    this.#here = id;
    this.#holders.set(id, { sources: null, hostname, isReported: isRead });
  }

  /** Says that a source reads a daemon of this machine, which needs no claim. */
  setHere(source: string): void {
    this.#hosts.set(source, this.#here);
  }

  /** Id of the host whose daemon a source reads; null where it is not known yet. */
  hostOf(source: string): string | null {
    return this.#hosts.get(source) ?? null;
  }

  claim(source: string, report: HostReport): HostClaim {
    const claim = this.#decide(source, report);
    this.#hosts.set(source, claim.id);
    return claim;
  }

  /** Gives up the UUIDs of a source that was removed: where no other reaches the host, another may claim its UUID. */
  release(source: string): void {
    this.#hosts.delete(source);
    for (const [uuid, { sources }] of this.#holders)
      if (sources?.delete(source) && sources.size === 0) this.#holders.delete(uuid);
  }

  #decide(source: string, { uuid, hostname }: HostReport): HostClaim {
    if (uuid === null) return { id: source, isReported: false, duplicateOf: null };
    const holder = this.#holders.get(uuid);
    const isItsOwn = holder?.sources?.size === 1 && holder.sources.has(source);
    if (!holder || isItsOwn) {
      this.#holders.set(uuid, { sources: new Set([source]), hostname, isReported: false });
      return { id: uuid, isReported: false, duplicateOf: null };
    }
    if (!isSameName(holder.hostname, hostname))
      return { id: source, isReported: false, duplicateOf: holder.hostname };
    holder.sources?.add(source);
    return { id: uuid, isReported: holder.isReported, duplicateOf: null };
  }
}

/** Whether two names are of one host: libvirt adds the domain where the resolver knows it, the kernel has it or not. */
function isSameName(a: string, b: string): boolean {
  const [short = '', long = ''] = [a.toLowerCase(), b.toLowerCase()].sort(
    (one, other) => one.length - other.length,
  );
  return short === long || (!short.includes('.') && long.startsWith(`${short}.`));
}
