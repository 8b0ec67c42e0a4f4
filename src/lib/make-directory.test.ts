import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { makeDirectory } from './make-directory.ts';

it('makeDirectory makes what is missing, and is content with what is there', () => {
  const root = mkdtempSync(join(tmpdir(), 'virtscope-directory-'));
  try {
    const deep = join(root, 'a', 'b');
    makeDirectory(deep, 0o750);
    makeDirectory(deep, 0o750);
    assert.ok(statSync(deep).isDirectory());
    writeFileSync(join(root, 'file'), '');
    assert.throws(() => makeDirectory(join(root, 'file'), 0o750), { code: 'ENOTDIR' });
    assert.throws(() => makeDirectory(join(root, 'file', 'below'), 0o750), { code: 'ENOTDIR' });
  } finally {
    rmSync(root, { recursive: true });
  }
});

it(
  'makeDirectory fails, and does not hang, where nothing can be made',
  { skip: process.platform !== 'linux' && 'no /proc here' },
  () => {
    assert.throws(() => makeDirectory('/proc/virtscope/state', 0o750), { code: 'ENOENT' });
  },
);
