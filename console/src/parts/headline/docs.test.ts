import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { limits } from './saturation.ts';

test('docs/guide/console.md has every limit of a tile', async () => {
  const guide = await readFile(new URL('../../../../docs/guide/console.md', import.meta.url), 'utf8');
  const rows = [...guide.matchAll(/^\| (CPU|memory|disk|pressure) \| (.+) \| (.+) \|$/gm)].map((row) =>
    row.slice(1),
  );
  assert.deepEqual(rows, limits.map(({ tile, word, rule }) => [tile, word, rule])); // prettier-ignore
});
