import { writeFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** Results of a test run, which tools/test.ts adds up. */
export interface Tally {
  passed: number;
  failed: number;
  /** Suites and tests that did not run, with the reason they gave. */
  skipped: { name: string; reason: string }[];
}

/** A node:test reporter that writes the tally to the file named in VIRTSCOPE_TALLY. */
export default async function* tally(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const sum: Tally = { passed: 0, failed: 0, skipped: [] };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, skip, details } = event.data;
    if (skip !== undefined && skip !== false) {
      sum.skipped.push({ name, reason: typeof skip === 'string' ? skip : 'no reason given' });
    } else if (details.type !== 'suite' || event.type === 'test:fail') {
      // A failed suite counts too: its hooks may have failed while none of its tests ran.
      if (event.type === 'test:pass') sum.passed++;
      else sum.failed++;
    }
  }
  writeFileSync(process.env['VIRTSCOPE_TALLY'] ?? '/dev/null', JSON.stringify(sum));
  yield '';
}
