import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect } from 'node:tls';
import type { ConnectionLimits } from './connections.ts';
import { LiveCertificate } from '../../auth/mod.ts';
import { makeCertificate, type TestCertificate } from '../../auth/tls/test-certificate.ts';
import { makeTestApi, stillClock, startTime } from '../fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-https-'));
after(() => rmSync(folder, { recursive: true }));
const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
const vm = '6d6f7264-0000-4000-8000-000000000001';
const table = '/metrics/VM?columns=cpu.usage';

function write({ cert, key }: TestCertificate): void {
  writeFileSync(files.certificate, cert);
  writeFileSync(files.key, key);
}

/** An API that listens with a certificate of its own. */
async function listening(pair: TestCertificate, limits: Partial<ConnectionLimits> = {}) {
  write(pair);
  const fail = (error: unknown): never => assert.fail(String(error));
  const certificate = new LiveCertificate({ files, clock: stillClock(), onNotice: () => {}, onError: fail });
  const api = await makeTestApi({ certificate, limits });
  api.poll([[api.enter('VM', vm), { 'cpu.usage': 0.5 }]]);
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const ask = async (ca: string, path: string, accept = 'application/json'): Promise<IncomingMessage> => {
    const request = https.get(url + path, { ca, headers: { accept }, agent: false });
    return ((await once(request, 'response')) as [IncomingMessage])[0];
  };
  return { ...api, url, certificate, ask };
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk as string;
  return text;
}

test('a server with a certificate speaks HTTPS alone, and says when it expires', async () => {
  const pair = makeCertificate({ to: startTime + 90_000 });
  await using server = await listening(pair);
  assert.match(server.url, /^https:/);
  const expiresAt = startTime / 1000 + 90;
  const status = JSON.parse(await textOf(await server.ask(pair.cert, '/status'))) as { certificate: object };
  assert.deepEqual(status.certificate, { expiresAt });
  const exposition = await textOf(await server.ask(pair.cert, '/metrics', 'text/plain'));
  assert.ok(exposition.includes(`virtscope_certificate_expiry_timestamp_seconds ${expiresAt}\n`));
  const plain = get(server.url.replace('https', 'http'), { agent: false });
  await once(plain, 'error');
});

test('another certificate is for connections to come, and a stream goes on', async () => {
  const [first, second] = [makeCertificate(), makeCertificate()];
  await using server = await listening(first);
  const stream = await server.ask(first.cert, table, 'text/event-stream');
  await once(stream, 'data');
  write(second);
  server.certificate.reload();
  assert.equal((await server.ask(second.cert, '/healthz')).resume().statusCode, 200);
  await assert.rejects(server.ask(first.cert, '/healthz'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const more = once(stream, 'data');
  server.poll([[server.enter('VM', vm), { 'cpu.usage': 0.6 }]]);
  await more;
  stream.destroy();
});

test('connections without a handshake or a request make room, a stream does not', async () => {
  const pair = makeCertificate();
  await using server = await listening(pair, { connections: 12, reserved: 4 });
  const stream = await server.ask(pair.cert, table, 'text/event-stream');
  await once(stream, 'data');
  const { port } = new URL(server.url);
  const idle = [];
  for (let i = 0; i < 20; i++) {
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: pair.cert });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    idle.push(socket);
  }
  assert.equal((await server.ask(pair.cert, '/healthz')).resume().statusCode, 200);
  const more = once(stream, 'data');
  server.poll([[server.enter('VM', vm), { 'cpu.usage': 0.6 }]]);
  await more;
  stream.destroy();
  for (const socket of idle) socket.destroy();
});
