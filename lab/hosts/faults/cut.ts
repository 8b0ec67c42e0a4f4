import type { TestHost } from '../host.ts';
import { inHost } from '../process.ts';

/** What drops every IP packet from and to the host without a word, as a router that fails would; ARP still works. */
const RULES = [
  ['INPUT', '-i', 'eth0', '-j', 'DROP'],
  ['OUTPUT', '-o', 'eth0', '-j', 'DROP'],
] as const;

/** Cuts a host off the network. */
export async function cut(host: TestHost): Promise<void> {
  if (await isCut(host)) return;
  for (const rule of RULES) await iptables(host, ['-I', ...rule]);
}

/** Connects a host to the network again. */
export async function heal(host: TestHost): Promise<void> {
  if (!(await isCut(host))) return;
  for (const rule of RULES) await iptables(host, ['-D', ...rule]);
}

/** Whether a host is cut off. */
export async function isCut(host: TestHost): Promise<boolean> {
  return (await iptables(host, ['-S'])).includes('-j DROP');
}

function iptables(host: TestHost, args: readonly string[]): Promise<string> {
  return inHost(host, 'iptables', ['-w', ...args]);
}
