import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TokenRequest } from './record.ts';
import { makeStateDir } from './test-state-dir.ts';
import { hashOf } from './token.ts';
import { MAX_TOKENS, TokenFiles } from './token-files.ts';

const request: TokenRequest = {
  role: 'viewer',
  purpose: null,
  note: 'grafana',
  createdBy: 'local',
  expiresAt: null,
};

test('a token is 256 bits of which only the hash is kept, in a file that only its owner reads', async () => {
  await using state = await makeStateDir();
  const files = new TokenFiles(state.path);
  const { token, record } = files.create(request, 5000);
  assert.match(token, /^virtscope_[\w-]{43}$/);
  assert.equal(statSync(files.directory).mode & 0o777, 0o700);
  const path = join(files.directory, `${record.id}.json`);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const text = readFileSync(path, 'utf8');
  assert.ok(!text.includes(token.slice('virtscope_'.length)));
  assert.deepEqual(JSON.parse(text), { id: record.id, sha256: hashOf(token), role: 'viewer', purpose: null, note: 'grafana', createdAt: 5000, createdBy: 'local', expiresAt: null }); // prettier-ignore
  assert.deepEqual(readdirSync(files.directory), [`${record.id}.json`]);
  assert.deepEqual(files.list(), { records: [record], damaged: [] });
  assert.equal(files.revoke(record.id), true);
  assert.equal(files.revoke(record.id), false);
  assert.deepEqual(files.list(), { records: [], damaged: [] });
});

test('a request that is no token is refused with what is wrong', async () => {
  await using state = await makeStateDir();
  const files = new TokenFiles(state.path);
  const f = (change: Partial<TokenRequest>, want: RegExp): void =>
    assert.throws(() => files.create({ ...request, ...change }, 5000), {
      code: 'BODY_INVALID',
      message: want,
    });
  f({ role: null }, /either a role or a purpose/);
  f({ purpose: 'fleet' }, /either a role or a purpose/);
  f({ role: null, purpose: 'everything' }, /its purpose must be/);
  f({ role: null, purpose: 'report:../x' }, /its purpose must be/);
  f({ note: '' }, /its note must be/);
  f({ note: 'a\nb' }, /its note must be/);
  f({ note: 'x'.repeat(201) }, /its note must be/);
  f({ expiresAt: 5000 }, /it would have expired/);
  assert.equal(files.create({ ...request, role: null, purpose: 'report:north-1' }, 5000).record.purpose, 'report:north-1'); // prettier-ignore
});

test('files that are no tokens are named, and what has another name is left alone', async () => {
  await using state = await makeStateDir();
  const files = new TokenFiles(state.path);
  const { record } = files.create(request, 5000);
  const f = (id: string, text: string, want: string): void => {
    const path = join(files.directory, `${id}.json`);
    writeFileSync(path, text);
    assert.deepEqual(files.read(id), { path, state: want });
  };
  f('000000000001', '{"id":', 'it is no token');
  f('000000000002', JSON.stringify(record), 'it is no token');
  f('000000000003', JSON.stringify({ ...record, id: '000000000003', role: 'root' }), 'it is no token');
  f('000000000004', JSON.stringify({ ...record, id: '000000000004', role: null }), 'it is no token');
  f('000000000005', ' '.repeat(10_000), 'it is too large');
  writeFileSync(join(files.directory, 'notes.json'), '');
  const { records, damaged } = files.list();
  assert.deepEqual([records, damaged.length], [[record], 5]);
});

test('there are a thousand tokens at most', async () => {
  await using state = await makeStateDir();
  const files = new TokenFiles(state.path);
  files.create(request, 5000);
  for (let i = 1; i < MAX_TOKENS; i++) {
    writeFileSync(join(files.directory, `${String(i).padStart(12, '0')}.json`), '');
  }
  assert.throws(() => files.create(request, 5000), { code: 'TOKENS_FULL' });
});

test('a directory that cannot be used is a problem that names it', async () => {
  await using state = await makeStateDir();
  const files = new TokenFiles(state.path);
  writeFileSync(files.directory, '');
  assert.throws(() => files.create(request, 5000), { code: 'STATE_UNUSABLE', message: /tokens: something that is no directory/ }); // prettier-ignore
});
