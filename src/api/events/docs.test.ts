import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENT_KINDS } from '../../model/event.ts';

test('docs/reference/http.md has the sentence of every kind of event', () => {
  const docs = readFileSync(new URL('../../../docs/reference/http.md', import.meta.url), 'utf8');
  for (const [kind, text] of Object.entries(EVENT_KINDS))
    assert.ok(docs.includes(`| \`${kind}\` | ${text} |`), kind);
});
