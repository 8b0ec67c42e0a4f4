import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles, type Files } from './disk/files.ts';
import { openStorage } from './open.ts';
import type { DatabaseStorage, StorageOptions, ReadQuery } from './types.ts';

export const STEP = 5000;
export const lengths = [
  { rowMs: STEP, rows: 60, cfs: ['AVERAGE'], xff: 0.5 },
  { rowMs: 4 * STEP, rows: 40, cfs: ['AVERAGE', 'MIN', 'MAX'], xff: 0.5 },
  { rowMs: 40 * STEP, rows: 10, cfs: ['AVERAGE', 'MAX'], xff: 0.5 },
] as const;

/** Files that are not synced: the tests do not cut the power. */
export const files: Files = {
  ...nodeFiles,
  open: async (path, mode) => ({ ...(await nodeFiles.open(path, mode)), sync: async () => {} }),
  syncDirectory: async (path) => void (await stat(path)),
};

/** The numbers from one to another. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** A database in a directory of its own, which is opened and closed at will. */
export class ScratchDatabase {
  readonly directory: string;
  db: DatabaseStorage | null = null;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(): Promise<ScratchDatabase> {
    return new ScratchDatabase(await mkdtemp(join(tmpdir(), 'rrd-durable-')));
  }

  async open(options?: Partial<StorageOptions>): Promise<DatabaseStorage> {
    const own = { directory: this.directory, stepMs: STEP, lengths, blockRows: 10, files };
    this.db = await openStorage({ ...own, ...options });
    return this.db;
  }

  /** Appends a row of which every cell is `value`, at the step `at`. */
  append(at: number, value: number, reason = 0, gap = 9): Promise<string> {
    const width = this.db!.width;
    const values = new Float64Array(width).fill(value);
    return this.db!.append(at * STEP, values, new Uint8Array(width).fill(reason), gap);
  }

  /** Cells of one series from step `from` up to `to`, and their reasons. */
  async read(
    name: string,
    from: number,
    to: number,
    query: Partial<ReadQuery> = {},
  ): Promise<{ values: number[]; reasons: number[] }> {
    const range = { rowMs: STEP, names: [name], fromMs: (from - 1) * STEP, toMs: to * STEP };
    const { values, reasons } = await this.db!.read({ ...range, cf: 'AVERAGE', reasons: true, ...query });
    return { values: [...values], reasons: [...reasons!] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db?.close();
    await rm(this.directory, { recursive: true });
  }
}
