import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

const files = globSync(['src/**/*.ts', 'packages/*/src/**/*.ts', 'lab/**/*.ts']).filter(
  (file) => !file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('@example'),
);

/** The code of every `@example` of a file; fences and comment stars are not part of it. */
function examples(text: string): string[] {
  return [...text.matchAll(/@example\n((?: *\*(?!\/)[^\n]*\n)+)/g)].map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/^ *\* ?/, ''))
      .filter((line) => !line.startsWith('```'))
      .join('\n')
      // The next tag ends the example.
      .replace(/^@[\s\S]*/m, ''),
  );
}

/** Imports as seen from the file the example stands in. */
function located(code: string, file: string): string {
  const absolute = (_: string, path: string): string =>
    `from '${pathToFileURL(resolve(dirname(file), path)).href}'`;
  return code
    .replaceAll(/from '(\.[^']+)'/g, absolute)
    .replaceAll(
      /from '@virtscope\/libvirt'/g,
      `from '${pathToFileURL(resolve('packages/libvirt/src/mod.ts')).href}'`,
    );
}

describe('examples in the documentation of the code', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'virtscope-examples-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const file of files) {
    examples(readFileSync(file, 'utf8')).forEach((code, n) => {
      it(`${file} example ${n + 1} runs`, async () => {
        assert.match(code, /assert/, 'an example shows what comes out');
        const script = join(folder, `${file.replaceAll('/', '-')}-${n}.ts`);
        writeFileSync(script, located(code, file));
        await import(pathToFileURL(script).href);
      });
    });
  }
});
