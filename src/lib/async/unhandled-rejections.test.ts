import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** A process of its own: the test runner has a handler too. */
function run(script: string): { status: number | null; stdout: string } {
  const module = JSON.stringify(new URL('./unhandled-rejections.ts', import.meta.url).href);
  const source = `import { UnhandledRejections } from ${module};\n${script}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
}

test('UnhandledRejections logs and counts each rejection, and the process continues', () => {
  const { status, stdout } = run(`
    using rejections = new UnhandledRejections((error) => console.log(error.message));
    Promise.reject(new Error('first'));
    Promise.reject(new Error('second'));
    setImmediate(() => console.log(rejections.count));
    await new Promise((resolve) => setTimeout(resolve, 10));
  `);
  assert.deepEqual([stdout, status], ['first\nsecond\n2\n', 0]);
});

test('UnhandledRejections: disposed of, a rejection ends the process again', () => {
  const { status, stdout } = run(`
    new UnhandledRejections(() => console.log('logged'))[Symbol.dispose]();
    Promise.reject(new Error('alone'));
    setTimeout(() => console.log('went on'), 10);
  `);
  assert.deepEqual([stdout, status], ['', 1]);
});
