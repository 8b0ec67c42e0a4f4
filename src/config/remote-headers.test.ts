import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { remoteHeaders } from './remote-headers.ts';

it('remoteHeaders() reads the first line of the file, and shows nothing of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-headers-'));
  const path = join(folder, 'token');
  const f = (text: string): Record<string, string> => {
    writeFileSync(path, text);
    return remoteHeaders({ url: 'http://x', authorizationFile: path, tenant: 'lab' });
  };
  const refuses = (text: string): void => {
    const message = `Cannot read ${path}: its first line is no value of the header Authorization`;
    assert.throws(() => f(text), { code: 'CONFIG_INVALID', message });
  };
  try {
    assert.deepEqual(f('Bearer secret \r\nmore\n'), { 'X-Scope-OrgID': 'lab', Authorization: 'Bearer secret' }); // prettier-ignore
    assert.deepEqual(f('Basic bWU6cA=='), { 'X-Scope-OrgID': 'lab', Authorization: 'Basic bWU6cA==' });
    refuses('');
    refuses('\nBearer secret');
    refuses('Bearer s\u0007cret');
    const read = (file: string) => () => remoteHeaders({ url: 'http://x', authorizationFile: file, tenant: null }); // prettier-ignore
    assert.throws(read(join(folder, 'no')), { code: 'CONFIG_INVALID', message: /: no such file$/ });
    assert.throws(read(folder), { code: 'CONFIG_INVALID', message: /: it is a directory$/ });
    assert.deepEqual(remoteHeaders({ url: 'http://x', authorizationFile: null, tenant: null }), {});
  } finally {
    rmSync(folder, { recursive: true });
  }
});
