import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { occupied } from '../process.ts';
import type { Settled } from '../system.ts';
import { STEP_MS } from '../workload.ts';

/**
 * What one of our databases has on disk: of its finest rows those that are sealed, which is what they cost in the end,
 * and all else besides. Where fewer rows are kept than were fed, all of it for all that was fed.
 */
export async function sealed(
  directory: string,
  { width, areAllKept }: { width: number; areAllKept: boolean },
): Promise<Settled> {
  const all = await occupied(directory);
  const finest = join(directory, String(STEP_MS));
  const files = await readdir(finest);
  const firstOf = (pattern: RegExp): number =>
    Math.min(...files.filter((file) => pattern.test(file)).map((file) => Number(/\d+/.exec(file)?.[0])));
  const rows = firstOf(/^open-/) - firstOf(/\.block$/);
  if (!areAllKept || !Number.isFinite(rows)) return { bytes: all, samples: null, besides: null };
  let bytes = 0;
  for (const file of files) if (file.endsWith('.block')) bytes += (await stat(join(finest, file))).size;
  return { bytes, samples: rows * width, besides: all - bytes };
}
