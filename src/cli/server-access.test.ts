import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCli, testIo } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-access-'));
after(() => rmSync(folder, { recursive: true }));
const token = `virtscope_${'a'.repeat(43)}`;

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A server that keeps the header Authorization of each request, and gives one answer to all. */
async function startServer(status: number, body: object) {
  const seen: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('the token of a file is sent, whose name is an option or a variable', async () => {
  await using server = await startServer(200, []);
  const file = write('token', `${token}\r\n`);
  const f = async (args: readonly string[], env: Record<string, string>): Promise<void> => {
    const cli = testIo(null, env);
    await runCli(['hosts', 'list', '--json', '--server', server.url, ...args], cli);
    assert.equal(cli.err(), '');
  };
  await f([], {});
  await f(['--token-file', file], {});
  await f([], { VIRTSCOPE_TOKEN_FILE: file });
  await f(['--token-file', file], { VIRTSCOPE_TOKEN_FILE: '/no/such' });
  assert.deepEqual(server.seen, [undefined, ...Array.from({ length: 3 }, () => `Bearer ${token}`)]);
});

test('a token that others can read is a warning', async () => {
  await using server = await startServer(200, []);
  const file = write('open', token, 0o644);
  const cli = testIo();
  await runCli(['hosts', 'list', '--json', '--server', server.url, '--token-file', file], cli);
  assert.equal(cli.err(), `warning: others can read ${file}: chmod 600 keeps the token from them\n`);
  assert.equal(cli.exitCode(), 0);
});

test('what is wrong with a file, or where a token must not go, is one line and nothing is asked', async () => {
  const f = async (args: readonly string[], want: string): Promise<void> => {
    const cli = testIo();
    await runCli(['top', '--once', ...args], cli);
    assert.equal(cli.err(), `error: ${want}\n`);
    assert.equal(cli.exitCode(), 1);
  };
  const other = write('other', 'hunter2');
  const file = write('good', token);
  const broken = write('broken', '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n');
  await f(['--token-file', '/no/such'], 'Cannot use token file /no/such: no such file');
  await f(['--token-file', other], `Cannot use token file ${other}: its first line is no token`);
  await f(['--ca', '/no/such'], 'Cannot use CA file /no/such: no such file');
  await f(['--ca', other], `Cannot use CA file ${other}: it has no certificate in PEM`);
  await f(['--ca', broken], `Cannot use CA file ${broken}: it has no certificate in PEM`);
  await f(
    ['--server', 'http://192.0.2.1:8478', '--token-file', file],
    'Cannot send a token to http://192.0.2.1:8478: others on the way could read it; use https://',
  );
});

test('a refusal says what mends it', async () => {
  const f = async (code: string, detail: string, want: RegExp): Promise<void> => {
    await using server = await startServer(401, { detail, code });
    const cli = testIo();
    await runCli(['reload', '--server', server.url], cli);
    assert.match(cli.err(), want);
  };
  await f(
    'TOKEN_REQUIRED',
    'Cannot answer: a token is needed',
    /is needed; name the file .* --token-file FILE\n$/,
  );
  await f('TOKEN_INVALID', 'Cannot answer: it expired', /it expired; .*virtscope token create/);
  await f('CROSS_SITE', 'Cannot answer', /^error: Cannot answer\n$/);
});

test('a server that speaks no TLS is named', async () => {
  await using server = await startServer(200, []);
  const cli = testIo();
  await runCli(['hosts', 'list', '--server', server.url.replace('http', 'https')], cli);
  assert.match(cli.err(), /^error: Cannot reach https:.*: it does not speak TLS; use http:\/\/\n$/);
});
