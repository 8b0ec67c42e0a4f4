import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { serverAccess } from './access.ts';

it('serverAccess() reads the first line of the file each time, and shows nothing of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-access-'));
  const path = join(folder, 'token');
  const at = (file: string | null) => serverAccess({ url: 'http://x', authorizationFile: file, tenant: 'lab' }); // prettier-ignore
  const { headers, authorization } = at(path);
  const f = (text: string): Promise<string> | undefined => {
    writeFileSync(path, text);
    return authorization?.();
  };
  const refuses = async (text: string): Promise<void> => {
    const message = `Cannot read ${path}: its first line is no value of the header Authorization`;
    await assert.rejects(async () => f(text), { code: 'CONFIG_INVALID', message });
  };
  try {
    assert.deepEqual(headers, { 'X-Scope-OrgID': 'lab' });
    assert.equal(await f('Bearer secret \r\nmore\n'), 'Bearer secret');
    assert.equal(await f('Basic bWU6cA=='), 'Basic bWU6cA==');
    await refuses('');
    await refuses('\nBearer secret');
    await refuses('Bearer s\u0007cret');
    const fails = async (file: string, message: RegExp): Promise<void> =>
      assert.rejects(async () => at(file).authorization?.(), { code: 'CONFIG_INVALID', message });
    await fails(join(folder, 'no'), /: no such file$/);
    await fails(folder, /: it is a directory$/);
    assert.equal(at(null).authorization, undefined);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
