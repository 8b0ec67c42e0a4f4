import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { FakeDaemon, type Answers } from './fake-daemon.ts';

/** What every daemon answers while a connection is opened and closed. */
export const OPENING: Answers = {
  AUTH_LIST: () => ({ types: [0] }),
  CONNECT_SUPPORTS_FEATURE: () => ({ supported: 1 }),
  CONNECT_OPEN: () => {},
  CONNECT_CLOSE: () => {},
};

export interface Listening extends AsyncDisposable {
  readonly daemons: FakeDaemon[];
  readonly port: number;
}

/** Serves fake daemons on a path or, without one, on a port of the loopback. */
export async function listen(
  answers: Answers,
  { path: socket, server = net.createServer(), ready = () => {} }: ListenOptions = {},
): Promise<Listening> {
  const daemons: FakeDaemon[] = [];
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (stream: net.Socket) => {
    daemons.push(new FakeDaemon(stream, answers));
    ready(stream);
  });
  server.listen(socket === undefined ? { port: 0, host: '127.0.0.1' } : { path: socket });
  await once(server, 'listening');
  const address = server.address() as AddressInfo | string;
  return {
    daemons,
    port: typeof address === 'string' ? 0 : address.port,
    async [Symbol.asyncDispose]() {
      for (const { stream } of daemons) stream.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface ListenOptions {
  path?: string;
  server?: net.Server;
  /** Called with every connection, before anything is answered. */
  ready?: (stream: net.Socket) => void;
}

/** A fresh folder that is gone afterwards. */
export async function freshFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'virtscope-libvirt-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
