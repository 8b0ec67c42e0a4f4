import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { checkValue } from './check.ts';
import { renderConfigReference } from './reference.ts';
import { fields } from './schema.ts';

it('docs/reference/config.md is what renderConfigReference() makes of the schema', () => {
  const file = new URL('../../docs/reference/config.md', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), renderConfigReference());
});

it('every key of the schema accepts its own default and has a description', () => {
  for (const [key, { default: value, description }] of fields) {
    assert.equal(checkValue(key, value), null, key);
    assert.match(description, /^[A-Z].*\.$/s, key);
  }
});
