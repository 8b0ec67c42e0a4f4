import { existsSync, writeFileSync } from 'node:fs';

import { run } from './run.ts';

/** The guests' bridge: no physical port, no forwarding, no address translation. */
export const BRIDGE = 'labbr0';
/** The host's own address on the bridge, which the guests ping. */
const ADDRESS = '10.77.0.1/16';

/** Makes the bridge unless it is there. */
export async function ensureBridge(log: (line: string) => void): Promise<void> {
  if (bridgeExists()) return;
  await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  // Without IPv6 the host sends nothing of its own accord, so that an idle guest's counters stay still.
  const ipv6 = `/proc/sys/net/ipv6/conf/${BRIDGE}/disable_ipv6`;
  if (existsSync(ipv6)) writeFileSync(ipv6, '1');
  await run('ip', ['addr', 'add', ADDRESS, 'dev', BRIDGE]);
  await run('ip', ['link', 'set', BRIDGE, 'up']);
  log(`network: bridge ${BRIDGE} with ${ADDRESS}`);
}

/** Removes the bridge. */
export async function removeBridge(log: (line: string) => void): Promise<void> {
  if (!bridgeExists()) return;
  await run('ip', ['link', 'del', BRIDGE]);
  log(`network: bridge ${BRIDGE} removed`);
}

/** Whether the bridge is there. */
export function bridgeExists(): boolean {
  return existsSync(`/sys/class/net/${BRIDGE}`);
}
