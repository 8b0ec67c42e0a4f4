import { writeFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** How many tests of a file passed, and how many tests and suites failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/** Results of a test run, which tools/test.ts adds up. */
export interface Tally {
  /** By file; a failure outside of every file is under the empty name. */
  files: Record<string, Counts>;
  /** Suites and tests that did not run, with the reason they gave. */
  skipped: { name: string; reason: string }[];
}

/** The sum over all files. */
export function totalOf({ files }: Pick<Tally, 'files'>): Counts {
  const all = Object.values(files);
  const sum = (of: keyof Counts): number => all.reduce((total, counts) => total + counts[of], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/** Names of the files in which something failed. */
export function failedFiles({ files }: Pick<Tally, 'files'>): string[] {
  return Object.keys(files).filter((file) => file !== '' && (files[file]?.failed ?? 0) > 0);
}

/** A node:test reporter that writes the tally to the file named in VIRTSCOPE_TALLY. */
export default async function* tally(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const { files, skipped }: Tally = { files: {}, skipped: [] };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, skip, details, file = '' } = event.data;
    const counts = (files[file] ??= { passed: 0, failed: 0 });
    if (skip !== undefined && skip !== false) {
      skipped.push({ name, reason: typeof skip === 'string' ? skip : 'no reason given' });
    } else if (event.type === 'test:fail') {
      // A failed suite counts too: its hooks may have failed while none of its tests ran.
      counts.failed++;
    } else if (details.type !== 'suite') counts.passed++;
  }
  writeFileSync(process.env['VIRTSCOPE_TALLY'] ?? '/dev/null', JSON.stringify({ files, skipped }));
  yield '';
}
