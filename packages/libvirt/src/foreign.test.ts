import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import { failure } from '../test/failure.ts';
import { freshFolder, listen, OPENING } from '../test/listen.ts';
import { NotLibvirtError } from './error.ts';
import { open } from './open.ts';

const folder = new URL('../test/pki/', import.meta.url).pathname;
const pem = (name: string) => readFileSync(`${folder}${name}.pem`);

/** Something that listens until it is disposed of; its sockets go with it. */
async function serve(server: net.Server, at: net.ListenOptions = { port: 0, host: '127.0.0.1' }) {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    socket.on('error', () => {});
    sockets.add(socket);
  });
  server.listen(at);
  await once(server, 'listening');
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === 'string' ? 0 : address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server that sends a text on every connection. */
const saying = (bytes: string | Uint8Array) => net.createServer((socket) => socket.write(bytes));

async function refusal(uri: string, options = {}): Promise<string> {
  const error = await failure(open(uri, options));
  assert.ok(error instanceof NotLibvirtError, String(error));
  return error.message;
}

const sentence = (place: string, what: string) =>
  `Cannot connect to libvirt: what answers at ${place} is no libvirt daemon; ${what}`;

describe('open, where something else answers', () => {
  it('names a web server', async () => {
    await using server = await serve(http.createServer((_, response) => response.end()));
    const place = `127.0.0.1:${server.port}`;
    assert.equal(await refusal(`qemu+tcp://${place}/system`), sentence(place, 'it speaks HTTP'));
  });

  it('names every protocol that shows itself', async () => {
    const f = async (bytes: string | Uint8Array, what: string) => {
      await using server = await serve(saying(bytes));
      const place = `127.0.0.1:${server.port}`;
      assert.equal(await refusal(`qemu+tcp://${place}/system`), sentence(place, what));
    };
    await f('SSH-2.0-OpenSSH_9.2\r\n', 'it speaks SSH');
    await f('220 mail.example ESMTP\r\n', 'it speaks SMTP or FTP');
    await f('RFB 003.008\n', 'it speaks VNC');
    await f('{"QMP": {"version": {}}}\r\n', "it speaks QMP, QEMU's monitor");
    await f('Welcome\r\nfriend', 'it answers "Welcome"');
    await f(Uint8Array.of(0xff, 0x00, 0x1b), 'its first bytes are ff001b');
  });

  it('names TLS where plain was asked for, by its alert or its greeting', async () => {
    const f = async (...bytes: number[]) => {
      await using server = await serve(saying(Uint8Array.from(bytes)));
      const place = `127.0.0.1:${server.port}`;
      assert.equal(await refusal(`qemu+tcp://${place}/system`), sentence(place, 'it speaks TLS'));
    };
    await f(0x15, 3, 1, 0, 2, 2, 70);
    await f(0x16, 3, 3, 0, 4, 2, 0, 0, 0);
  });

  it('reports that there is no TLS where TLS was asked for', async () => {
    const f = async (server: net.Server) => {
      await using served = await serve(server);
      const place = `127.0.0.1:${served.port}`;
      const uri = `qemu+tls://${place}/system?no_verify=1&pkipath=${folder}`;
      assert.equal(await refusal(uri), sentence(place, 'it does not speak TLS'));
    };
    await f(http.createServer((_, response) => response.end()));
    await f(saying('SSH-2.0-OpenSSH_9.2\r\n'));
  });

  it('names what speaks within TLS', async () => {
    const server = tls.createServer({ cert: pem('servercert'), key: pem('serverkey') }, (socket) => {
      socket.on('error', () => {});
      socket.write('220 mail.example ESMTP\r\n');
    });
    await using served = await serve(server);
    const place = `127.0.0.1:${served.port}`;
    const uri = `qemu+tls://${place}/system?no_verify=1&pkipath=${folder}`;
    assert.equal(await refusal(uri), sentence(place, 'within TLS it speaks SMTP or FTP'));
  });

  it('names what answers at a socket of this machine', async () => {
    await using temporary = await freshFolder();
    const path = `${temporary.path}/sock`;
    await using _server = await serve(saying('{"QMP": {}}'), { path });
    const uri = `qemu+unix:///system?socket=${encodeURIComponent(path)}`;
    assert.equal(await refusal(uri), sentence(path, "it speaks QMP, QEMU's monitor"));
  });

  it('takes the byte that accepts a certificate and what follows in the same chunk', async () => {
    const server = tls.createServer({ cert: pem('servercert'), key: pem('serverkey') });
    const answers = { ...OPENING, CONNECT_GET_HOSTNAME: () => ({ text: 'host' }) };
    await using served = await listen(answers, {
      server,
      ready: (stream) => stream.write(Uint8Array.of(1)),
    });
    const uri = `qemu+tls://127.0.0.1:${served.port}/system?no_verify=1&pkipath=${folder}`;
    await using client = await open(uri);
    assert.equal(await client.hostname(), 'host');
  });
});
