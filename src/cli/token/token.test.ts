import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { runCli, testIo, type TestIo } from '../fixture.ts';

describe('virtscope token', () => {
  let state: string;
  let config: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'virtscope-token-'));
    config = join(state, 'v.yaml');
    writeFileSync(config, '');
  });
  afterEach(() => rmSync(state, { recursive: true }));

  async function run(...args: string[]): Promise<TestIo> {
    const test = testIo();
    await runCli(['token', ...args, '--state', state, '--config', config], test);
    return test;
  }

  it('prints a token alone on standard output, and keeps its hash', async () => {
    const test = await run('create', '--role', 'viewer', '--note', 'grafana');
    assert.match(test.out(), /^virtscope_[\w-]{43}\n$/);
    const id = /^created token ([0-9a-f]{12}) in \S+; it is not shown again\n$/.exec(test.err())?.[1];
    assert.ok(id !== undefined, test.err());
    assert.ok(!readFileSync(join(state, 'tokens', `${id}.json`), 'utf8').includes(test.out().trim()));
    await run('revoke', id);
    const log = readFileSync(join(state, 'audit.log'), 'utf8').trimEnd().split('\n');
    const entries = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const subject = `${id} (viewer, grafana)`;
    assert.deepEqual(
      entries.map(({ time: _time, ...entry }) => entry),
      ['token.create', 'token.revoke'].map((action) => ({ name: 'local', by: 'local', action, subject })),
    );
  });

  it('lists tokens as a table and as JSON, and revokes one', async () => {
    assert.match((await run('list')).out(), /^there is no token; /);
    await run('create', '--role', 'admin', '--note', 'ada \x1b[31m', '--expires', '90d').then((test) =>
      assert.match(test.err(), /its note must be/),
    );
    await run('create', '--role', 'admin', '--note', 'ada', '--expires', '90d');
    await run('create', '--purpose', 'report:north-1', '--note', 'the north');
    const lines = (await run('list')).out().trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^ID +MAY +EXPIRES +LAST USED +CREATED +BY +NOTE$/);
    assert.match(lines.slice(1).toSorted().join('\n'), /admin +in (89|90) d +never .* local ada$/m);
    assert.match(lines.join('\n'), /report:north-1 never +never .* local the north$/m);
    const json = JSON.parse((await run('list', '--json')).out()) as Record<string, unknown>[];
    const admin = json.find(({ role }) => role === 'admin');
    assert.ok(admin);
    const { id, createdAt, expiresAt, ...rest } = admin as Record<'id' | 'createdAt' | 'expiresAt', unknown>;
    assert.deepEqual(rest, {
      role: 'admin',
      purpose: null,
      note: 'ada',
      createdBy: 'local',
      lastUsedAt: null,
    });
    assert.ok(Math.abs(Number(expiresAt) - Number(createdAt) - 90 * 86_400) < 5);
    assert.equal((await run('revoke', String(id))).out(), `revoked ${String(id)}\n`);
    const again = await run('revoke', String(id));
    assert.match(again.err(), /^error: Cannot revoke token [0-9a-f]{12}: none in \S+ has that id\n$/);
    assert.equal(again.exitCode(), 1);
  });

  it('refuses what is no token, and makes none', async () => {
    const f = async (want: RegExp, ...args: string[]): Promise<void> => {
      const test = await run('create', ...args);
      assert.match(test.err(), want);
      assert.equal(test.out(), '');
      assert.equal(test.exitCode(), 1);
    };
    await f(/^error: Cannot create token: it has either a role or a purpose\n$/, '--note', 'x');
    await f(/^error: Cannot create token: its purpose must be fleet/, '--note', 'x', '--purpose', 'all');
    await f(/^error: Cannot use end "soon": /, '--note', 'x', '--role', 'viewer', '--expires', 'soon');
  });

  it('names a file that is no token, and lists the others', async () => {
    await run('create', '--role', 'viewer', '--note', 'x');
    const damaged = join(state, 'tokens', '000000000001.json');
    writeFileSync(damaged, '{');
    const test = await run('list');
    assert.equal(test.err(), `warning: Cannot read token ${damaged}: it is no token\n`);
    assert.equal(test.out().trimEnd().split('\n').length, 2);
  });
});
