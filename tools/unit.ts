import { runTests } from './run-tests.ts';
import { totalOf } from './tally.ts';

/** The inner loop's second half (`npm run unit`); patterns may be given to run a part. */
export const unitFiles = [
  'packages/**/*.test.ts',
  'src/**/*.test.ts',
  'tools/**/*.test.ts',
  'console/**/*.test.ts',
  'lab/**/*.test.ts',
];

if (import.meta.main) {
  const chosen = process.argv.slice(2);
  const tally = await runTests(chosen.length > 0 ? chosen : unitFiles, 'dot');
  for (const { name, reason } of tally.skipped) console.log(`skipped ${name}: ${reason}`);
  const { passed, failed } = totalOf(tally);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
