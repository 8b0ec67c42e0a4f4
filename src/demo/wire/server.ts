import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import type { Command } from '../guests/control.ts';
import { Daemon, type DaemonOptions } from '../daemon.ts';
import { eventsOf } from './events.ts';
import { Session } from './session.ts';
import { domainOf } from '../guests/world.ts';

/** A demo hypervisor that listens. */
export interface DemoServer {
  /** Does something to a guest by its name; throws a ControlError if that cannot be done. */
  command(name: string, command: Command): void;
  close(): Promise<void>;
}

/**
 * Serves the libvirt protocol on unix sockets that only this user may open. As with libvirt's daemons, one whose name ends
 * with `-ro` is read-only.
 */
export async function listen(
  paths: readonly string[],
  options: DaemonOptions,
  clock: Clock,
): Promise<DemoServer> {
  const end = new AbortController();
  const daemon = new Daemon(options, clock, end.signal);
  const sessions = new Map<Socket, Session>();
  const serve = (readOnly: boolean): Server =>
    createServer((socket) => {
      sessions.set(socket, new Session(socket, daemon, readOnly));
      socket.on('close', () => sessions.delete(socket));
    });
  const servers: Server[] = [];
  for (const path of paths) {
    const server = serve(path.endsWith('-ro'));
    await bind(server, path);
    servers.push(server);
  }
  const { world } = daemon;
  world.onChange((guest, before, after) => {
    if (sessions.size === 0) return;
    const events = eventsOf(guest, before, after, (phase) => domainOf(guest, phase, world.guests.length));
    for (const event of events) for (const session of sessions.values()) session.send(event);
  });
  const living = world.live(end.signal);
  return {
    command: (name, command) => world.command(name, command),
    async close() {
      end.abort(new Error('The demo hypervisor has ended'));
      for (const socket of sessions.keys()) socket.destroy();
      for (const server of servers) await new Promise((resolve) => server.close(resolve));
      await living;
    },
  };
}

async function bind(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
}
