import { check } from './check.ts';
import { installParts } from './parts.ts';
import { runTests } from './run-tests.ts';
import { unitFiles } from './unit.ts';
import type { Tally } from './tally.ts';

/**
 * All of it (`npm test`): types, lint, format and architecture, then every suite, the real parts among them.
 * The last lines name what was skipped and why; the very last one counts.
 */
const suites: readonly (readonly [name: string, patterns: readonly string[], reporter: 'dot' | 'spec'])[] = [
  ['unit', unitFiles, 'dot'],
  ['conformance', ['test/conformance/**/*.test.ts'], 'dot'],
  ['e2e', ['test/e2e/**/*.test.ts'], 'spec'],
  ['browser', ['test/browser/**/*.test.ts'], 'spec'],
];

const notInstalled = await installParts((line) => console.log(line));
if (notInstalled) console.log(`real parts are not installed: ${notInstalled}`);

const startedAt = performance.now();
const wrong = await check();
const total: Tally = { passed: 0, failed: wrong.length, skipped: [] };
for (const [name, patterns, reporter] of suites) {
  console.log(`\n── ${name} ──`);
  const from = performance.now();
  const tally = await runTests(patterns, reporter);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped.push(...tally.skipped);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${name}: ${tally.passed} passed, ${tally.failed} failed in ${seconds} s`);
}

console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
for (const name of wrong) console.log(`FAILED ${name}`);
for (const { name, reason } of total.skipped) console.log(`skipped ${name}: ${reason}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
