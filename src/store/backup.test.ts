import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const copy = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'history', 'format-1');

/** All files below a directory, by name. */
async function contentOf(directory: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.slice(directory.length), await readFile(path));
  }
  return found;
}

test('restoreHistory leaves nothing or all of it where it is killed in any call, and can be repeated', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-restore-'));
  try {
    const from = join(folder, 'copy');
    await cp(copy, from, { recursive: true });
    const script = join(import.meta.dirname, 'test-stopped-restore.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, from, folder]);
    const seen = JSON.parse(stdout) as string[][];
    assert.ok(seen.length > 30, String(seen.length));
    const whole = await contentOf(from);
    for (const [call, names] of seen.entries()) {
      assert.ok(
        names.length === 0 || names.join() === 'VM,catalogue.jsonl,host,source',
        `${call}: ${names.join()}`,
      );
      assert.deepEqual(await contentOf(join(folder, String(call), 'history')), whole);
      assert.deepEqual(await readdir(join(folder, String(call))), ['history']);
    }
    assert.deepEqual([seen[0]!.length, seen.at(-1)!.length], [0, 4]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
