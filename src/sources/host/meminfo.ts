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
 * Memory and swap from /proc/meminfo. Kernels before 3.14 do not say what is available: then `used` is unknown,
 * too. The cache is that of free(1), less shared memory, which cannot be reclaimed.
 */
export class Meminfo implements Part {
  readonly #file: ProcFile;
  #slots: Slots | null = null;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/meminfo'));
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    if (!this.#file.present) return;
    const slots = (this.#slots ??= makeSlots(reading));
    const total = this.#bytes(fields.total);
    const available = this.#bytes(fields.available);
    const used = Math.max(0, total - available);
    const swapTotal = this.#bytes(fields.swapTotal);
    const reclaimable = this.#bytes(fields.reclaimable) || 0;
    const shared = this.#bytes(fields.shared) || 0;
    const cache = this.#bytes(fields.buffers) + this.#bytes(fields.cached) + reclaimable - shared;
    reading.put(slots.total, total);
    reading.put(slots.available, available);
    reading.put(slots.used, used);
    reading.put(slots.usage, used / total);
    reading.put(slots.free, this.#bytes(fields.free));
    reading.put(slots.cache, Math.max(0, cache));
    reading.put(slots.swapTotal, swapTotal);
    reading.put(slots.swapUsed, Math.max(0, swapTotal - this.#bytes(fields.swapFree)));
  }

  #bytes(field: Buffer): number {
    return this.#file.find(field) ? this.#file.number() * 1024 : NaN;
  }
}

function makeSlots(reading: Reading): Slots {
  return Object.fromEntries(Object.entries(metrics).map(([key, name]) => [key, reading.slot(name)])) as Slots;
}
