import { join } from 'node:path';
import { ProcFile, readNames } from './read.ts';
import type { Part, Reading } from './reading.ts';

interface Pool {
  readonly key: string;
  readonly pageBytes: number;
  readonly total: ProcFile;
  readonly free: ProcFile;
  slots: { readonly total: number; readonly free: number } | null;
}

/**
 * Pools of huge pages, one for each size that the kernel has, from /sys/kernel/mm/hugepages
 * (https://docs.kernel.org/admin-guide/mm/hugetlbpage.html). Memory in a pool counts as used, taken or not.
 */
export class Hugepages implements Part {
  readonly #pools: readonly Pool[];

  constructor(root: string) {
    const folder = join(root, 'sys/kernel/mm/hugepages');
    this.#pools = readNames(folder).flatMap((name) => {
      const kib = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1] ?? NaN);
      return kib > 0 ? [poolIn(join(folder, name), kib)] : [];
    });
  }

  read(): void {
    for (const { total, free } of this.#pools) {
      total.read();
      free.read();
    }
  }

  record(reading: Reading): void {
    for (const pool of this.#pools) {
      const slots = (pool.slots ??= {
        total: reading.slot(`hugepages.${pool.key}.total`),
        free: reading.slot(`hugepages.${pool.key}.free`),
      });
      reading.put(slots.total, count(pool.total) * pool.pageBytes);
      reading.put(slots.free, count(pool.free) * pool.pageBytes);
    }
  }
}

function poolIn(folder: string, kib: number): Pool {
  return {
    key: sizeOf(kib),
    pageBytes: kib * 1024,
    total: new ProcFile(join(folder, 'nr_hugepages')),
    free: new ProcFile(join(folder, 'free_hugepages')),
    slots: null,
  };
}

function count(file: ProcFile): number {
  return file.line() ? file.number() : NaN;
}

/** The size of a page as the kernel's command line has it: `2M`, `1G`. */
function sizeOf(kib: number): string {
  for (const [unit, size] of [['G', 2 ** 20], ['M', 2 ** 10]] as const) if (kib % size === 0) return `${kib / size}${unit}`; // prettier-ignore
  return `${kib}K`;
}
