import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';
import { failedFiles, totalOf, type Tally } from './tally.ts';

/** A test that hangs is a failure, not a run without end; booting guests is the longest anything takes. */
const TIMEOUT_MS = 300_000;
/** With more files that failed something is broken, and a second run would only take time. */
const MOST_REPEATED = 3;

/** Runs the test files that match, in one process without isolation (0.6 s instead of 20 s for 600 tests). */
export async function runTests(
  patterns: readonly string[],
  reporter: 'dot' | 'spec' = 'spec',
): Promise<Tally> {
  const files = globSync([...patterns], { exclude: (name) => name.includes('node_modules') }).toSorted();
  if (files.length === 0) throw new Error(`Cannot run tests: nothing matches ${patterns.join(' ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-tally-'));
  const tallyFile = join(folder, 'tally.json');
  const report = [`--test-reporter=${reporter}`, '--test-reporter-destination=stdout'];
  const count = ['--test-reporter=./tools/tally.ts', '--test-reporter-destination=stderr'];
  const status = await run(
    process.execPath,
    ['--test', '--test-isolation=none', `--test-timeout=${TIMEOUT_MS}`, ...report, ...count, ...files],
    { stdio: 'inherit', env: { ...process.env, VIRTSCOPE_TALLY: tallyFile } },
  );
  const tally = readTally(tallyFile);
  rmSync(folder, { recursive: true });
  // A run that died, or failed outside a test, must not look like a smaller green one.
  if (status !== 0 && totalOf(tally).failed === 0) tally.files[''] = { passed: 0, failed: 1 };
  return tally;
}

/** Results of tests whose failed files ran a second time; `flaky` are the files that passed then. */
export interface RepeatedTally extends Tally {
  readonly flaky: readonly string[];
}

/**
 * Runs tests of real parts. A file that failed runs once more by itself: what passes then depended on the load or the clock of
 * the machine. It is counted as passed and named as flaky, never left out.
 */
export async function runRealTests(
  patterns: readonly string[],
  reporter: 'dot' | 'spec',
): Promise<RepeatedTally> {
  const first = await runTests(patterns, reporter);
  const failed = failedFiles(first);
  if (failed.length === 0 || failed.length > MOST_REPEATED) return { ...first, flaky: [] };
  console.log(`\n── once more: ${failed.join(' ')} ──`);
  const second = await runTests(failed, 'spec');
  const stillFailed = new Set(failedFiles(second));
  return {
    // Also what failed outside of a file counts, of either run.
    files: { ...first.files, ...second.files },
    skipped: first.skipped,
    flaky: failed.filter((file) => !stillFailed.has(file)),
  };
}

function readTally(file: string): Tally {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally;
  } catch {
    return { files: { '': { passed: 0, failed: 1 } }, skipped: [] };
  }
}
