import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { testIo } from './fixture.ts';
import { createProgram } from './program.ts';
import { renderCliReference } from './reference.ts';

it('docs/reference/cli.md is what renderCliReference() makes of the commands', () => {
  const file = new URL('../../docs/reference/cli.md', import.meta.url);
  const program = createProgram({ serve: async () => {}, version: '', io: testIo().io });
  assert.equal(readFileSync(file, 'utf8'), renderCliReference(program));
});
