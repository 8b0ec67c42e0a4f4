import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { HOSTS, type TestHost } from './host.ts';
import { hostKey, loginKey } from './keys.ts';

/** Who can log in: the first may use libvirt, the second may use its read-only socket only. */
export const USERS = ['scope', 'outsider'] as const;

/** Writes the files of a host that are other than this machine's. */
export async function writeHostFiles(host: TestHost): Promise<void> {
  const authorized = await readFile(`${loginKey}.pub`, 'utf8');
  const files: Readonly<Record<string, string>> = {
    'etc/hostname': `${host.name}\n`,
    'etc/hosts': ['127.0.0.1 localhost', ...HOSTS.map(({ name, address }) => `${address} ${name}`), ''].join(
      '\n',
    ),
    'etc/passwd': await withUsers(),
    'etc/group': await withGroups(),
    'etc/ssh/authorized_keys': authorized,
    'etc/ssh/host_key': await readFile(hostKey(host), 'utf8'),
    'etc/ssh/sshd_config': sshdConfig(host),
    'etc/libvirt/libvirtd.conf': libvirtdConfig(host),
    // A mount namespace of each QEMU fails inside these: "Failed to open /dev/null for OFD lock probing".
    'etc/libvirt/qemu.conf': 'namespaces = []\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(host.folder, 'files', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: name.endsWith('host_key') ? 0o600 : 0o644 });
  }
}

/** sshd includes drop-ins, for trials. */
function sshdConfig({ address }: TestHost): string {
  return `Include /etc/ssh/sshd_config.d/*.conf
ListenAddress ${address}
HostKey /etc/ssh/host_key
AuthorizedKeysFile /etc/ssh/authorized_keys
PidFile /run/sshd.pid
AllowUsers ${USERS.join(' ')}
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
`;
}

function libvirtdConfig({ uuid }: TestHost): string {
  return `host_uuid = "${uuid}"
unix_sock_group = "libvirt"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0770"
auth_unix_ro = "none"
auth_unix_rw = "none"
`;
}

/** This machine's users, ours, and the one that sshd itself needs. */
async function withUsers(): Promise<string> {
  const theirs = (await readFile('/etc/passwd', 'utf8')).replaceAll(/^(sshd|scope|outsider):.*\n/gm, '');
  const ours = USERS.map((name, index) => `${name}:x:${64_100 + index}:65534::/:/bin/sh\n`);
  return `${theirs}${ours.join('')}sshd:x:64099:65534::/run/sshd:/usr/sbin/nologin\n`;
}

async function withGroups(): Promise<string> {
  return (await readFile('/etc/group', 'utf8')).replace(
    /^(libvirt:.*:)(.*)$/m,
    (_, head: string, members: string) =>
      `${head}${[...members.split(',').filter(Boolean), USERS[0]].join()}`,
  );
}
