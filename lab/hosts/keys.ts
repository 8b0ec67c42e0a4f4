import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { run } from '../host/run.ts';
import { paths } from '../paths.ts';
import { HOSTS, type TestHost } from './host.ts';

const directory = join(paths.hosts, 'ssh');

/** The private key that every user of every host accepts; only root can read it. */
export const loginKey = join(directory, 'id');
/** The hosts' own keys, as ssh wants them. */
export const knownHosts = join(directory, 'known_hosts');

/** What makes `ssh 10.88.0.11` and `ssh lab-h1` work without any option, for every program that uses ssh. */
const clientConfig = '/etc/ssh/ssh_config.d/virtscope-lab.conf';

/** The private key of a host. */
export function hostKey({ name }: TestHost): string {
  return join(directory, name);
}

/** Makes keys that are not there yet, the list of known hosts and the client's configuration. */
export async function ensureKeys(): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const file of [loginKey, ...HOSTS.map(hostKey)]) {
    if (!existsSync(file))
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file]);
  }
  const lines = HOSTS.map(
    async (host) => `${host.address} ${await readFile(`${hostKey(host)}.pub`, 'utf8')}`,
  );
  await writeFile(knownHosts, (await Promise.all(lines)).join(''));
  await mkdir(dirname(clientConfig), { recursive: true });
  await writeFile(clientConfig, HOSTS.map(clientSection).join(''), { mode: 0o644 });
}

/** Takes the configuration of the client back; the keys go with their directory. */
export async function removeClientConfig(): Promise<void> {
  await rm(clientConfig, { force: true });
}

function clientSection({ name, address }: TestHost): string {
  return `Host lab-${name} ${address}
  HostName ${address}
  User scope
  IdentityFile ${loginKey}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHosts}
`;
}
