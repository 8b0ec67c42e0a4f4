import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackedParts } from '../../../lab/mod.ts';
import { freePort } from '../../free-port.ts';

const HELPER = '/usr/bin/virt-ssh-helper';
const SSHD = join(unpackedParts, 'usr/sbin/sshd');

/** Why no sshd can be started here, or false: what node:test takes as `skip`. */
export function withoutSshd(): string | false {
  if (process.getuid?.() !== 0) return 'a real sshd needs root';
  const missing = ['/usr/bin/ssh', '/usr/bin/unshare', HELPER, SSHD].find((file) => !existsSync(file));
  return missing === undefined ? false : `${missing} is not there`;
}

/** A real sshd on the loopback with keys, users and a view of the file system of its own. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  /** A URI with the key and the known host, unless the parameters have others. */
  uri(parameters?: Readonly<Record<string, string>>, user?: string): string;
  /** Command lines of our ssh processes, by pid. */
  clients(): Map<number, string>;
  /** Command lines of the processes below sshd, by pid. */
  sessions(): Map<number, string>;
}

export interface SshdOptions {
  /** Where libvirt's sockets lead to. */
  readonly socket: string;
  /** Whether virt-ssh-helper can be run. @default true */
  readonly helper?: boolean;
}

/**
 * In a mount namespace: /run is empty but for libvirt's sockets, which lead to the one given, users are added to a copy
 * of /etc/passwd, netcat is in /usr/local/bin, and the helper is taken away where it is not wanted. All of it ends with the process.
 */
const SCRIPT = `set -e
mount --make-rprivate /
mount -t tmpfs none /run
mkdir /run/sshd /run/libvirt
ln -s "$SOCKET" /run/libvirt/libvirt-sock
ln -s "$SOCKET" /run/libvirt/libvirt-sock-ro
mount --bind "$FOLDER/passwd" /etc/passwd
mount -t tmpfs none /usr/local/bin
cp "$PARTS/bin/nc.openbsd" /usr/local/bin/nc
[ ! -d "$PARTS/usr/lib/openssh" ] || mount --bind "$PARTS/usr/lib/openssh" /usr/lib/openssh
if [ "$HELPER" = no ]; then
  mkdir /run/upper /run/work
  mount -t overlay none -o lowerdir=/usr/bin,upperdir=/run/upper,workdir=/run/work /usr/bin
  rm ${HELPER}
fi
LIB=$(dirname "$(find "$PARTS" -name 'libwrap.so.0' | head -1)")
LD_LIBRARY_PATH="$LIB" exec ${SSHD} -D -e -f "$FOLDER/sshd_config"
`;

/** Users besides root: one whose shell prints, one without a shell, one with no rights, and the one sshd itself needs. */
const users = (folder: string) => `chatty:x:64001:64001::/:${folder}/chatty
noshell:x:64002:64002::/:/usr/sbin/nologin
guest1:x:64003:64003::/:/bin/sh
sshd:x:64004:64004::/run/sshd:/usr/sbin/nologin
`;

export async function startSshd({ socket, helper = true }: SshdOptions): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-sshd-'));
  const port = await freePort();
  const write = (name: string, text: string, mode = 0o644) =>
    writeFileSync(join(folder, name), text, { mode });
  for (const key of ['host', 'other-host', 'key', 'other-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  const publicKey = (name: string) => readFileSync(join(folder, `${name}.pub`), 'utf8');
  write('known_hosts', `[127.0.0.1]:${port} ${publicKey('host')}`);
  write('changed_hosts', `[127.0.0.1]:${port} ${publicKey('other-host')}`);
  write('no_hosts', '');
  write('authorized_keys', publicKey('key'));
  // Root's own shell would read what this machine has in its .bashrc, at every login.
  const others = readFileSync('/etc/passwd', 'utf8').replace(/^sshd:.*\n/m, '');
  write('passwd', others.replace(/^(root:.*:)[^:\n]*$/m, '$1/bin/sh') + users(folder));
  write('chatty', '#!/bin/sh\necho "Welcome to h1"\nexec /bin/sh "$@"\n', 0o755);
  write(
    'sshd_config',
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
`,
  );
  execFileSync('chmod', ['755', folder]);
  const env = {
    ...process.env,
    FOLDER: folder,
    PARTS: unpackedParts,
    SOCKET: socket,
    HELPER: helper ? 'yes' : 'no',
  };
  const sshd = spawn('unshare', ['-m', 'sh', '-c', SCRIPT], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    sshd.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Server listening')) resolve();
    });
    sshd.once('exit', (code) => reject(new Error(`Cannot start sshd: it ended with ${code}\n${log}`)));
  });
  return {
    port,
    folder,
    uri: (parameters = {}, user = 'root') => {
      const query = new URLSearchParams({
        keyfile: join(folder, 'key'),
        known_hosts: join(folder, 'known_hosts'),
        ...parameters,
      });
      return `qemu+ssh://${user}@127.0.0.1:${port}/system?${query.toString()}`;
    },
    clients: () => pick(processes(), ({ line }) => line.startsWith('ssh ') && line.includes(folder)),
    sessions: () => {
      const all = processes();
      const below = new Set([sshd.pid]);
      let size = 0;
      while (size !== below.size) {
        size = below.size;
        for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
      }
      return pick(all, ({ pid }) => pid !== sshd.pid && below.has(pid));
    },
    async [Symbol.asyncDispose]() {
      sshd.kill('SIGTERM');
      if (sshd.exitCode === null && sshd.signalCode === null) await once(sshd, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly line: string;
}

function pick(all: readonly Process[], matches: (process: Process) => boolean): Map<number, string> {
  return new Map(all.filter(matches).map(({ pid, line }) => [pid, line]));
}

/** Processes of this machine that have not ended. */
function processes(): Process[] {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args=', '-ww'], { encoding: 'utf8' });
  return [...text.matchAll(/^ *(\d+) +(\d+) +(\S+) +(.*)$/gm)]
    .filter(([, , , stat = '']) => !stat.startsWith('Z'))
    .map(([, pid, parent, , line = '']) => ({ pid: Number(pid), parent: Number(parent), line }));
}
