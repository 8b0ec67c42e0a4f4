import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TokenRequest } from './record.ts';
import { makeStateDir } from './test-state-dir.ts';
import { TokenFiles } from './token-files.ts';
import { TokenStore } from './token-store.ts';

const request: TokenRequest = {
  role: 'viewer',
  purpose: null,
  note: 'a',
  createdBy: 'local',
  expiresAt: null,
};

function makeStore(stateDir: string) {
  const clock = { time: 1e12, now: () => clock.time, monotonic: () => clock.time, sleep: async () => {} };
  const problems: string[] = [];
  const store = new TokenStore({ stateDir, clock, onDamage: (problem) => problems.push(problem) });
  return { clock, problems, store };
}

test('a token that the command makes can be used at once, whatever is wrong was asked before', async () => {
  await using state = await makeStateDir();
  const { clock, store } = makeStore(state.path);
  const files = new TokenFiles(state.path);
  for (let i = 0; i < 3; i++) {
    assert.equal(store.use(`virtscope_${String(i).repeat(43)}`), null);
    const { token, record } = files.create(request, clock.time);
    assert.deepEqual(store.use(token), record);
  }
});

test('what the command changes in the directory is known a second later', async () => {
  await using state = await makeStateDir();
  const { clock, store } = makeStore(state.path);
  assert.deepEqual(store.all(), []);
  const files = new TokenFiles(state.path);
  const { token, record } = files.create(request, clock.time);
  clock.time += 1000;
  assert.deepEqual(store.use(token), record);
  files.revoke(record.id);
  assert.equal(store.isValid(record.id), true);
  clock.time += 1000;
  assert.deepEqual([store.isValid(record.id), store.use(token)], [false, null]);
});

test('what the server changes is known at once', async () => {
  await using state = await makeStateDir();
  const { store } = makeStore(state.path);
  const { token, record } = store.create(request);
  assert.deepEqual(store.use(token), record);
  assert.deepEqual(store.revoke(record.id), record);
  assert.equal(store.use(token), null);
  assert.throws(() => store.revoke(record.id), { code: 'TOKEN_UNKNOWN' });
});

test('a token that has expired is listed and not valid', async () => {
  await using state = await makeStateDir();
  const { clock, store } = makeStore(state.path);
  const { token, record } = store.create({ ...request, expiresAt: clock.time + 500 });
  assert.ok(store.use(token));
  clock.time += 500;
  assert.deepEqual([store.use(token), store.isValid(record.id), store.all().length], [null, false, 1]);
});

test('a damaged file is named once and skipped', async () => {
  await using state = await makeStateDir();
  const { clock, problems, store } = makeStore(state.path);
  const { token } = store.create(request);
  const path = join(state.path, 'tokens', '000000000001.json');
  writeFileSync(path, '{');
  for (let i = 0; i < 3; i++) {
    clock.time += 1000;
    assert.ok(store.use(token));
  }
  assert.deepEqual(problems, [`Cannot use token ${path}: it is no token`]);
});

test('the last use of each token is written once a minute and survives', async () => {
  await using state = await makeStateDir();
  const { clock, store } = makeStore(state.path);
  const path = join(state.path, 'tokens', 'last-uses.json');
  const written = (): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const [a, b] = [store.create(request), store.create(request)];
  const use = (token: string): void => {
    store.use(token);
    store.flush();
  };
  use(a.token);
  const first = clock.time;
  assert.deepEqual(written(), { [a.record.id]: first });
  clock.time += 59_000;
  use(b.token);
  assert.deepEqual(written(), { [a.record.id]: first });
  assert.equal(store.lastUse(b.record.id), clock.time);
  store.flush({ isLast: true });
  assert.deepEqual(written(), { [a.record.id]: first, [b.record.id]: clock.time });
  assert.equal(makeStore(state.path).store.lastUse(a.record.id), first);
  store.revoke(a.record.id);
  clock.time += 60_000;
  use(b.token);
  assert.deepEqual(written(), { [b.record.id]: clock.time });
});

test('where the directory cannot be read no token is valid, and nothing is thrown', async () => {
  await using state = await makeStateDir();
  writeFileSync(join(state.path, 'tokens'), '');
  const { problems, store } = makeStore(state.path);
  assert.equal(store.use(`virtscope_${'a'.repeat(43)}`), null);
  assert.equal(problems.length, 1);
});
