import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { TokenFiles } from '../auth/mod.ts';
import { announceFirstToken } from './first-token.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-first-token-'));
after(() => rmSync(folder, { recursive: true }));

function announced(host: string, stateDir: string, isLogged = false): string[] {
  const lines: string[] = [];
  announceFirstToken(
    { listen: { host, port: 1 }, stateDir },
    { isLogged, print: (line) => lines.push(line) },
  );
  return lines;
}

it('announceFirstToken() prints one admin token where other machines reach the server, once', () => {
  const stateDir = join(folder, 'a');
  assert.deepEqual(announced('127.0.0.1', stateDir), []);
  const [line, ...more] = announced('0.0.0.0', stateDir);
  assert.match(line ?? '', /not shown again: virtscope_[\w-]{43}$/);
  assert.deepEqual(more, []);
  const [record] = new TokenFiles(stateDir).list().records;
  assert.deepEqual([record?.role, record?.note, record?.createdBy], ['admin', 'first start', 'local']);
  assert.deepEqual(announced('0.0.0.0', stateDir), []);
});

it('announceFirstToken() makes none where it would stay in a log', () => {
  const stateDir = join(folder, 'b');
  assert.match(announced('0.0.0.0', stateDir, true).join(), /no token yet: virtscope token create/);
  assert.deepEqual(new TokenFiles(stateDir).ids(), []);
});
