import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { documentedKeys, readSettings } from '../lib/settings/mod.ts';
import { explain } from './config.ts';
import { loadConfig } from './load.ts';
import { renderConfigReference } from './reference.ts';
import { root } from './sections.ts';

it('docs/reference/config.md is what renderConfigReference() makes of the sections', () => {
  const file = new URL('../../docs/reference/config.md', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), renderConfigReference());
});

it('every key of the file accepts its own default and has a description', () => {
  for (const { path, description } of documentedKeys(root)) assert.match(description, /^[A-Z].*\.$/s, path);
  const { problems } = readSettings(explain(loadConfig({ systemDir: '/nonexistent' })), 'f', root);
  assert.deepEqual(problems, []);
});
