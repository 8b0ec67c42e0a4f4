import { existsSync } from 'node:fs';

import { LabError } from '../error.ts';
import { run } from '../host/run.ts';
import { HOSTS, NETWORK, type TestHost } from './host.ts';

const BRIDGE = 'vshosts0';

/**
 * Makes the bridge between the hosts and this machine, unless it is there.
 *
 * @throws {LabError} `LAB_REFUSED` where this machine has another network with these addresses.
 */
export async function ensureHostsBridge(log: (line: string) => void): Promise<void> {
  if (isThere(BRIDGE)) return;
  const taken = (await run('ip', ['-o', 'route', 'show', 'root', `${NETWORK}.0/24`])).trim();
  if (taken !== '') throw new LabError('LAB_REFUSED', `Cannot start the hosts: this machine uses ${taken}`);
  await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  await run('ip', ['addr', 'add', `${NETWORK}.1/24`, 'dev', BRIDGE]);
  await run('ip', ['link', 'set', BRIDGE, 'up']);
  log(`network: bridge ${BRIDGE} with ${NETWORK}.1/24`);
}

/** Connects a host, given by its process 1, to the bridge; inside it is eth0. */
export async function plugIn({ veth }: TestHost, init: number): Promise<void> {
  await run('ip', ['link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(init)]);
  await run('ip', ['link', 'set', veth, 'master', BRIDGE, 'up']);
}

/** Removes the bridge, and cables whose hosts have ended. */
export async function removeHostsBridge(log: (line: string) => void): Promise<void> {
  for (const { veth } of HOSTS) {
    // The kernel removes it too, a moment after the host's end.
    if (isThere(veth)) await run('ip', ['link', 'del', veth]).catch(() => {});
  }
  if (!isThere(BRIDGE)) return;
  await run('ip', ['link', 'del', BRIDGE]);
  log(`network: bridge ${BRIDGE} removed`);
}

function isThere(device: string): boolean {
  return existsSync(`/sys/class/net/${device}`);
}
