import { join } from 'node:path';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

/** Tables of the kernel with a size that is their limit: open files, and connections that the firewall follows. */
export class KernelLimits implements Part {
  readonly #files: ProcFile;
  readonly #connections: ProcFile;
  readonly #maxConnections: ProcFile;

  constructor(root: string) {
    this.#files = new ProcFile(join(root, 'proc/sys/fs/file-nr'));
    this.#connections = new ProcFile(join(root, 'proc/sys/net/netfilter/nf_conntrack_count'));
    this.#maxConnections = new ProcFile(join(root, 'proc/sys/net/netfilter/nf_conntrack_max'));
  }

  read(): void {
    for (const file of [this.#files, this.#connections, this.#maxConnections]) file.read();
  }

  record(reading: Reading): void {
    if (this.#files.line()) {
      // Allocated, unused, greatest number (Documentation/admin-guide/sysctl/fs.rst).
      const [allocated, unused, most] = [this.#files.number(), this.#files.number(), this.#files.number()];
      reading.put(reading.slot('files.open'), allocated - unused);
      reading.put(reading.slot('files.usage'), share(allocated - unused, most));
    }
    if (this.#connections.line() && this.#maxConnections.line()) {
      const [entries, limit] = [this.#connections.number(), this.#maxConnections.number()];
      reading.put(reading.slot('conntrack.entries'), entries);
      reading.put(reading.slot('conntrack.usage'), share(entries, limit));
    }
  }
}

/** A limit that is lowered stays below what was used already. */
function share(used: number, limit: number): number {
  return Math.min(used / limit, 1);
}
