import { relative } from 'node:path';
import { check } from './check.ts';
import { installParts } from './parts.ts';
import { runRealTests, runTests, type RepeatedTally } from './run-tests.ts';
import { totalOf, type Tally } from './tally.ts';
import { unitFiles } from './unit.ts';

interface Suite {
  readonly name: string;
  readonly run: () => Promise<Tally | RepeatedTally>;
}

/**
 * All of it (`npm test`): types, lint, format and architecture, then every suite, the real parts among them.
 * The last lines name what was skipped and why; the very last one counts.
 */
const suites: readonly Suite[] = [
  { name: 'unit', run: () => runTests(unitFiles, 'dot') },
  { name: 'conformance', run: () => runRealTests(['test/conformance/**/*.test.ts'], 'dot') },
  { name: 'e2e', run: () => runRealTests(['test/e2e/**/*.test.ts'], 'spec') },
  { name: 'browser', run: () => runRealTests(['test/browser/**/*.test.ts'], 'spec') },
];

const notInstalled = await installParts((line) => console.log(line));
if (notInstalled) console.log(`real parts are not installed: ${notInstalled}`);

const startedAt = performance.now();
const wrong = await check();
const total = { passed: 0, failed: wrong.length };
const notes: string[] = wrong.map((name) => `FAILED ${name}`);
for (const { name, run } of suites) {
  console.log(`\n── ${name} ──`);
  const from = performance.now();
  const tally = await run();
  const { passed, failed } = totalOf(tally);
  total.passed += passed;
  total.failed += failed;
  if ('flaky' in tally) {
    for (const file of tally.flaky) notes.push(`flaky ${relative('.', file)}: it passed when it ran again`);
  }
  for (const { name: skipped, reason } of tally.skipped) notes.push(`skipped ${skipped}: ${reason}`);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${name}: ${passed} passed, ${failed} failed in ${seconds} s`);
}

console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
