import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

import { paths } from '../paths.ts';
import { shutDown } from './boot.ts';
import { HOSTS } from './host.ts';
import { removeClientConfig } from './keys.ts';
import { removeHostsBridge } from './network.ts';

/** Ends the hosts and all that runs in them, and removes what they had: keys, disks, network. */
export async function hostsDown(log: (line: string) => void): Promise<void> {
  const wasUp = existsSync(paths.hosts);
  await Promise.all(HOSTS.map(shutDown));
  await removeHostsBridge(log);
  await removeClientConfig();
  await rm(paths.hosts, { recursive: true, force: true });
  if (wasUp) log('hosts: removed');
}
