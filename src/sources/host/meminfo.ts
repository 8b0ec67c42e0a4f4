import { join } from 'node:path';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

const mark = (field: string): Buffer => Buffer.from(`\n${field}:`);
const fields = {
  total: mark('MemTotal'),
  free: mark('MemFree'),
  available: mark('MemAvailable'),
  buffers: mark('Buffers'),
  cached: mark('Cached'),
  reclaimable: mark('SReclaimable'),
  shared: mark('Shmem'),
  swapTotal: mark('SwapTotal'),
  swapFree: mark('SwapFree'),
};

/** Lines of arcstats: name, type, value. */
const arcFields = { size: Buffer.from('\nsize '), least: Buffer.from('\nc_min ') };

const metrics = {
  total: 'memory.total',
  available: 'memory.available',
  used: 'memory.used',
  usage: 'memory.usage',
  free: 'memory.free',
  cache: 'memory.cache',
  swapTotal: 'swap.total',
  swapUsed: 'swap.used',
};
type Slots = Record<keyof typeof metrics, number>;

/**
 * Memory and swap from /proc/meminfo. Kernels before 3.14 do not report what is available: then `used` is unknown,
 * too. The cache is that of free(1), less shared memory, which cannot be reclaimed.
 *
 * The kernel knows nothing of the ARC, the cache of ZFS: down to its least size it is given back when memory is
 * wanted, so it is cache and available (https://openzfs.github.io/openzfs-docs, arcstats).
 */
export class Meminfo implements Part {
  readonly #file: ProcFile;
  readonly #arc: ProcFile;
  #slots: Slots | null = null;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/meminfo'));
    this.#arc = new ProcFile(join(root, 'proc/spl/kstat/zfs/arcstats'));
  }

  read(): void {
    this.#file.read();
    this.#arc.read();
  }

  record(reading: Reading): void {
    if (!this.#file.present) return;
    const slots = (this.#slots ??= makeSlots(reading));
    const total = this.#bytes(fields.total);
    const arc = this.#reclaimableArc();
    const available = Math.min(this.#bytes(fields.available) + arc, total);
    const used = Math.max(0, total - available);
    const swapTotal = this.#bytes(fields.swapTotal);
    const reclaimable = this.#bytes(fields.reclaimable) || 0;
    const shared = this.#bytes(fields.shared) || 0;
    const cache = this.#bytes(fields.buffers) + this.#bytes(fields.cached) + reclaimable - shared + arc;
    reading.put(slots.total, total);
    reading.put(slots.available, available);
    reading.put(slots.used, used);
    reading.put(slots.usage, used / total);
    reading.put(slots.free, this.#bytes(fields.free));
    reading.put(slots.cache, Math.min(Math.max(0, cache), total));
    reading.put(slots.swapTotal, swapTotal);
    reading.put(slots.swapUsed, Math.max(0, swapTotal - this.#bytes(fields.swapFree)));
  }

  /** Bytes; 0 where there is no ZFS, or it does not report it. */
  #reclaimableArc(): number {
    const [size, least] = [this.#arcBytes(arcFields.size), this.#arcBytes(arcFields.least)];
    return Math.max(0, size - least) || 0;
  }

  #arcBytes(field: Buffer): number {
    if (!this.#arc.find(field)) return NaN;
    this.#arc.word();
    return this.#arc.number();
  }

  #bytes(field: Buffer): number {
    return this.#file.find(field) ? this.#file.number() * 1024 : NaN;
  }
}

function makeSlots(reading: Reading): Slots {
  return Object.fromEntries(Object.entries(metrics).map(([key, name]) => [key, reading.slot(name)])) as Slots;
}
