import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { paths } from '../paths.ts';
import { HOSTS } from './host.ts';
import { knownHosts, loginKey } from './keys.ts';

/** A configuration file for virtscope with both hosts. */
export const hostsConfig = join(paths.hosts, 'hosts.yaml');

/** Writes it; its URIs need no configuration of ssh. */
export async function writeHostsConfig(): Promise<void> {
  const query = `keyfile=${encodeURI(loginKey)}&known_hosts=${encodeURI(knownHosts)}`;
  const lines = HOSTS.map(
    ({ name, address }) =>
      `  - name: ${name}\n    uri: ${JSON.stringify(`qemu+ssh://scope@${address}/system?${query}`)}\n`,
  );
  await writeFile(
    hostsConfig,
    `# The two hosts of the lab, which both are on this machine.\nsources:\n${lines.join('')}`,
  );
}
