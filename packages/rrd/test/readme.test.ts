import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';

it('The examples in README.md run', async () => {
  const text = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const examples = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);
  assert.equal(examples.length, 3);
  const door = pathToFileURL(join(import.meta.dirname, '..', 'src', 'mod.ts')).href;
  const directory = await mkdtemp(join(tmpdir(), 'rrd-readme-'));
  try {
    for (const [i, code] of examples.entries()) {
      assert.match(code, /assert\./, 'an example shows what comes out');
      const script = join(directory, `${i}.ts`);
      await writeFile(script, code.replace("'@virtscope/rrd'", `'${door}'`));
      await import(pathToFileURL(script).href);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
