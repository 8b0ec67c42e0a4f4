import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStorage, type DatabaseStorage, type Files } from '../src/mod.ts';
import { MemoryFiles } from './memory-files.ts';

/** A database of few rows that has files of every kind; the fixtures in `fixtures/format-1` are the same. */
export const STEP_MS = 5000;
export const FIRST = 1001;
export const LAST = 1018;
export const LENGTHS = [
  { rowMs: STEP_MS, rows: 100, cfs: ['AVERAGE'], xff: 0.5 },
  { rowMs: 4 * STEP_MS, rows: 20, cfs: ['AVERAGE', 'MAX'], xff: 0.5 },
] as const;
export const SERIES = ['always', 'first', 'later'];

export function openSmall(files: Files, directory = '/rrd'): Promise<DatabaseStorage> {
  return openStorage({ directory, stepMs: STEP_MS, lengths: LENGTHS, blockRows: 5, files });
}

/** Appends the row of a step, whose values are `step` + column / 8. */
export async function append(db: DatabaseStorage, step: number, more = 0): Promise<void> {
  const values = new Float64Array(db.width).map((_, column) => step + more + column / 8);
  assert.equal(await db.append(step * STEP_MS, values, new Uint8Array(db.width), 1), 'accepted');
}

/** Files of blocks, open files and a checkpoint, as a process left them that was ended or died; `more` is in all values. */
export async function made(close: boolean, more = 0): Promise<Map<string, Uint8Array>> {
  const files = new MemoryFiles();
  const db = await openSmall(files);
  db.add(['always', 'first']);
  for (let step = FIRST; step <= LAST; step += 1) {
    if (step === 1009) db.retire([1]);
    if (step === 1012) db.add(['later']);
    if (step !== 1010) await append(db, step, more);
  }
  await db.flush();
  if (close) await db.close();
  return files.left();
}

/** The same, as version 0.1 left it. */
export async function madeByFormer(close: boolean): Promise<Map<string, Uint8Array>> {
  const directory = join(import.meta.dirname, 'fixtures', 'format-1', close ? 'closed' : 'killed');
  const found = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(`/rrd${path.slice(directory.length)}`, await readFile(path));
  }
  return found;
}

/** Values of series in all steps up to one, by row length and function. */
export async function read(
  db: DatabaseStorage,
  names: readonly string[] = SERIES,
  last = LAST,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const { rowMs, cfs } of LENGTHS) {
    for (const cf of cfs) {
      const window = { fromMs: (FIRST - 1) * STEP_MS, toMs: last * STEP_MS };
      found.set(`${rowMs} ${cf}`, [...(await db.read({ rowMs, cf, names, ...window })).values]);
    }
  }
  return found;
}

/** How many values of `wanted` are no longer there; none of the finest may be another. */
export function lostOf(
  wanted: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, readonly number[]>,
): number {
  let count = 0;
  for (const [archive, values] of found) {
    for (const [i, value] of wanted.get(archive)!.entries()) {
      if (Object.is(value, values[i])) continue;
      count += 1;
      // Coarser rows may be made again of fewer points.
      if (archive.startsWith(`${STEP_MS} `))
        assert.ok(Number.isNaN(values[i]), `${values[i]} instead of ${value}`);
    }
  }
  return count;
}
