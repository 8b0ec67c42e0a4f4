import { join } from 'node:path';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import { RemoteEngine } from '../remote/query/mod.ts';
import { serverAccess, type ServerAccess } from '../remote/server/mod.ts';
import { RemoteWriter, replayFrom } from '../remote/write/mod.ts';
import type { Store } from '../store/mod.ts';
import type { OwnLog } from './own-log.ts';

/** The engine that is asked for rows older than the store's; null where none is configured. */
export async function remoteEngine({ remoteQuery }: Config): Promise<RemoteEngine | null> {
  if (!remoteQuery) return null;
  const { url, instance, timeoutMs } = remoteQuery;
  const labels: Record<string, string> = instance === null ? {} : { instance };
  const access = await checked(serverAccess(remoteQuery));
  return new RemoteEngine({ url, ...access, timeoutMs, labels }, clock);
}

/** Sends every value to the configured receiver; null where there is none. */
export async function remoteWriter(
  { remoteWrite, stateDir }: Config,
  store: Store,
  { version, log }: { readonly version: string; readonly log: OwnLog },
): Promise<RemoteWriter | null> {
  if (!remoteWrite) return null;
  const { url, instance } = remoteWrite;
  const access = await checked(serverAccess(remoteWrite));
  const options = { name: 'remote', url, ...access, ...(instance !== null && { instance }) };
  const directory = join(stateDir, 'remote-write');
  const replay = replayFrom(store);
  const onError = (error: unknown, what: string): void => log.bug(what, error);
  return new RemoteWriter(options, { store, replay, directory, clock, version, onError });
}

/** Refuses to start with a file that cannot be read. */
async function checked(access: ServerAccess): Promise<ServerAccess> {
  await access.authorization?.();
  return access;
}
