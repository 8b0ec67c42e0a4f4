import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** About twenty, so that the twenty-first does not move a folder; more get sub-folders named by the field's nouns. */
const most = 22;

/** One line for each folder of the program with too many files that are not for tests. */
export function crowdedFolders(root: string): string[] {
  const counts = new Map<string, number>();
  for (const file of globSync('{src,packages,console/src,lab,bench,tools}/**/*.*', { cwd: root, exclude })) {
    if (isForTests(file)) continue;
    const folder = dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return Array.from(counts)
    .filter(([, count]) => count > most)
    .map(
      ([folder, count]) =>
        `${folder} has ${count} files that are not tests, at most ${most}: make sub-folders`,
    )
    .toSorted();
}

/** Folders that hold none of our files. */
function exclude(path: string): boolean {
  return ['node_modules', 'dist'].includes(basename(path));
}

/** Tests, benchmarks, and what only they read. */
function isForTests(file: string): boolean {
  return (
    /\.(test|bench)\.\w+$/.test(file) ||
    /^(fixture\.|test-)/.test(basename(file)) ||
    /\/(test|fixtures?)\//.test(file)
  );
}
