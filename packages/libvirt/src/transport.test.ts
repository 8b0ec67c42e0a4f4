import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import { failure } from '../test/failure.ts';
import { listen, OPENING } from '../test/listen.ts';
import { ConnectError } from './error.ts';
import { open } from './open.ts';

const folder = new URL('../test/pki/', import.meta.url).pathname;
const pem = (name: string) => readFileSync(`${folder}${name}.pem`);
const answers = { ...OPENING, CONNECT_GET_HOSTNAME: () => ({ text: 'host' }) };

function tlsServer(requireClient = true): tls.Server {
  return tls.createServer({
    cert: pem('servercert'),
    key: pem('serverkey'),
    ca: pem('cacert'),
    requestCert: true,
    rejectUnauthorized: requireClient,
  });
}

const accept = (stream: net.Socket) => stream.write(Uint8Array.of(1));

describe('connectTransport', () => {
  it('speaks over TCP', async () => {
    await using server = await listen(answers);
    await using client = await open(`qemu+tcp://127.0.0.1:${server.port}/system`);
    assert.equal(await client.hostname(), 'host');
  });

  it('speaks over TLS with certificates from pkipath, after the byte that accepts them', async () => {
    await using server = await listen(answers, { server: tlsServer(), ready: accept });
    const uri = `qemu+tls://127.0.0.1:${server.port}/system?pkipath=${folder}`;
    await using client = await open(uri, { tls: { servername: 'server.test' } });
    assert.equal(await client.hostname(), 'host');
  });

  it('takes certificates from its options and may accept any of the server', async () => {
    await using server = await listen(answers, { server: tlsServer(), ready: accept });
    const tlsOptions = { cert: pem('clientcert'), key: pem('clientkey') };
    const uri = `qemu+tls://127.0.0.1:${server.port}/system?no_verify=1&pkipath=/nonexistent`;
    await using client = await open(uri, { tls: tlsOptions });
    assert.equal(await client.hostname(), 'host');
  });

  it('reports why TLS was refused', async () => {
    await using server = await listen(answers, { server: tlsServer(), ready: accept });
    await using shy = await listen(answers, {
      server: tlsServer(false),
      ready: (stream) => stream.destroy(),
    });
    await using denying = await listen(answers, {
      server: tlsServer(false),
      ready: (stream) => stream.write(Uint8Array.of(0)),
    });
    const f = async (port: number, query: string, tlsOptions: object, message: RegExp) => {
      const error = await failure(open(`qemu+tls://127.0.0.1:${port}/system?${query}`, { tls: tlsOptions }));
      assert.ok(error instanceof ConnectError, String(error));
      assert.match(error.message, message);
    };
    const own = { servername: 'server.test' };
    await f(server.port, `pkipath=${folder}`, { servername: 'other.test' }, /does not match|altnames/);
    await f(server.port, 'pkipath=/nonexistent', own, /no CA certificate in \/nonexistent\/cacert\.pem/);
    await f(server.port, 'pkipath=/nonexistent&no_verify=1', own, /alert|closed|ECONNRESET/);
    await f(shy.port, `pkipath=${folder}`, own, /did not accept our certificate|ECONNRESET/);
    await f(denying.port, `pkipath=${folder}`, own, /did not accept our certificate/);
  });
});
