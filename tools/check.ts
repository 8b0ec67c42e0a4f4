import { checkArchitecture } from './architecture.ts';
import { run } from './run.mjs';

/** Types, lint, format and architecture: the inner loop's first half (`npm run check`). */
const steps: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['console types', 'tsc', '-p', 'console/tsconfig.json'],
  ['lint', 'oxlint', '--type-aware', '--quiet', '.'],
  ['format', 'oxfmt', '--check', '.'],
];

/** Runs every step and returns the names of those that failed; their output goes to the terminal. */
export async function check(): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, command = '', ...args] of steps) {
    const status = await run(`node_modules/.bin/${command}`, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) failed.push(name);
    console.log(`${status === 0 ? 'ok' : 'FAILED'} ${name}`);
  }
  const wrong = checkArchitecture('.');
  for (const line of wrong) console.log(`  ${line}`);
  console.log(`${wrong.length === 0 ? 'ok' : 'FAILED'} architecture`);
  return wrong.length === 0 ? failed : [...failed, 'architecture'];
}

if (import.meta.main) process.exitCode = (await check()).length === 0 ? 0 : 1;
