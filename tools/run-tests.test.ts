import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** What a run of these test files comes to; `{seen}` is a file of the run that is not there before. */
function resultOf(files: Readonly<Record<string, string>>): {
  passed: number;
  failed: number;
  flaky: string[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-run-tests-'));
  try {
    for (const [name, body] of Object.entries(files)) {
      const text = `import { it } from 'node:test'; import fs from 'node:fs'; ${body}`;
      writeFileSync(join(folder, name), text.replaceAll('{seen}', join(folder, 'seen')));
    }
    const script = `
      import { runRealTests } from './tools/run-tests.ts';
      import { totalOf } from './tools/tally.ts';
      const tally = await runRealTests([${JSON.stringify(join(folder, '*.test.ts'))}], 'dot');
      console.log('\\n' + JSON.stringify({ ...totalOf(tally), flaky: tally.flaky }));`;
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env,
    });
    const last = done.stdout.trim().split('\n').at(-1) ?? '';
    const result = JSON.parse(last) as { passed: number; failed: number; flaky: string[] };
    return { ...result, flaky: result.flaky.map((file) => file.slice(folder.length + 1)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const passing = `it('one', () => {}); it('two', () => {});`;
const failing = `it('never', () => { throw new Error('no'); });`;
const failsOnce = `it('first', () => {
  if (fs.existsSync('{seen}')) return;
  fs.writeFileSync('{seen}', '');
  throw new Error('not yet');
});`;

describe('runRealTests()', () => {
  it('runs a file that failed once more, and names it as flaky', () => {
    const result = resultOf({ 'good.test.ts': passing, 'once.test.ts': failsOnce });
    assert.deepEqual(result, { passed: 3, failed: 0, flaky: ['once.test.ts'] });
  });

  it('counts what fails twice as failed', () => {
    const result = resultOf({ 'bad.test.ts': failing, 'good.test.ts': passing, 'once.test.ts': failsOnce });
    assert.deepEqual(result, { passed: 3, failed: 1, flaky: ['once.test.ts'] });
  });

  it('counts a file that cannot be loaded as failed', () => {
    assert.equal(resultOf({ 'good.test.ts': passing, 'broken.test.ts': 'import "./absent.ts";' }).failed, 1);
  });

  it('runs nothing again where more than three files failed', () => {
    const many = Object.fromEntries(
      [1, 2, 3, 4].map((i) => [`bad${i}.test.ts`, i === 1 ? failsOnce : failing]),
    );
    assert.deepEqual(resultOf(many), { passed: 0, failed: 4, flaky: [] });
  });
});
