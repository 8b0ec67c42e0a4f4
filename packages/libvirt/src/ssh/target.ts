import { UriError } from '../error.ts';
import { remoteCommand, type RemoteCommandOptions } from './remote-command.ts';

/** How ssh reaches a daemon. */
export interface SshTarget {
  /** Name or path of the program; `ssh` unless the URI has another. */
  readonly command: string;
  readonly host: string;
  /** Null leaves it to ~/.ssh/config; so do port, keyFile and knownHosts. */
  readonly user: string | null;
  readonly port: number | null;
  readonly keyFile: string | null;
  readonly knownHosts: string | null;
  /** False accepts any host key. */
  readonly verify: boolean;
  /** What the host's login shell runs. */
  readonly remoteCommand: string;
}

export interface SshTargetOptions {
  /** What the daemon is asked to open; empty where it is to find its own. */
  readonly driverUri: string;
  readonly readOnly: boolean;
}

/** As OpenSSH checks them; a name that begins with `-` would be an option of ssh. */
const HOST = /^[\w.:][\w.:-]*$/;
const USER = /^(?!-)[^\s'"`;&<>|(){}$\p{Cc}]+(?<!\\)$/u;

/**
 * The ssh target of a URI such as `qemu+ssh://root@host:2222/system?keyfile=/key`.
 *
 * @throws {UriError} for names that are not safe and parameters that ssh has no use for.
 */
export function sshTarget(text: string, url: URL, options: SshTargetOptions): SshTarget {
  const refuse = (state: string): never => {
    throw new UriError('URI_INVALID', text, state);
  };
  // As for virsh, no host is this one.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost';
  const user = decoded(url.username);
  if (!HOST.test(host)) refuse('the host name has characters that ssh does not take, or begins with "-"');
  if (user !== '' && !USER.test(user))
    refuse('the user name has characters that ssh does not take, or begins with "-"');
  if (url.password !== '')
    refuse('ssh takes no password; give the host a key of yours and leave the password out');
  checkParameters(text, url.searchParams);
  const query = url.searchParams;
  return {
    command: query.get('command') ?? 'ssh',
    host,
    user: user || null,
    port: Number(url.port) || null,
    keyFile: query.get('keyfile'),
    knownHosts: query.get('known_hosts'),
    verify: query.get('no_verify') !== '1',
    remoteCommand: remoteCommand(remoteOptions(text, url, options)),
  };
}

/** Text that cannot be decoded stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function checkParameters(text: string, query: URLSearchParams): void {
  for (const name of ['command', 'keyfile', 'known_hosts', 'netcat', 'socket', 'name']) {
    const value = query.get(name);
    if (value !== null && !/^[^\p{Cc}]+$/u.test(value))
      throw new UriError('URI_INVALID', text, `${name} is empty or has control characters`);
  }
  for (const name of ['known_hosts_verify', 'sshauth']) {
    // virsh ignores them with ssh: a check that was asked for would not be made.
    if (query.has(name))
      throw new UriError(
        'URI_UNSUPPORTED',
        text,
        `${name} is a parameter of libssh; ssh has it in ~/.ssh/config`,
      );
  }
}

function remoteOptions(text: string, url: URL, options: SshTargetOptions): RemoteCommandOptions {
  const refuse = (state: string): never => {
    throw new UriError('URI_INVALID', text, state);
  };
  const query = url.searchParams;
  const mode = query.get('mode') ?? 'auto';
  if (mode === 'direct') refuse('ssh has no mode "direct"');
  if (!['auto', 'legacy'].includes(mode)) refuse(`unknown mode "${mode}"`);
  const asked = query.get('proxy') ?? 'auto';
  if (asked !== 'auto' && asked !== 'native' && asked !== 'netcat')
    throw new UriError('URI_INVALID', text, `unknown proxy "${asked}"; there are auto, native and netcat`);
  const netcat = query.get('netcat');
  const socket = query.get('socket');
  if (asked === 'native' && (netcat ?? socket) !== null)
    refuse('netcat and socket are of no use with proxy=native');
  const isSession = url.pathname === '/session';
  const needsNetcat = netcat !== null || socket !== null || options.driverUri === '';
  // Of a session netcat knows no socket: it would connect to the system's daemon.
  const chosen = needsNetcat ? 'netcat' : isSession ? 'native' : 'auto';
  const proxy: RemoteCommandOptions['proxy'] = asked === 'auto' ? chosen : asked;
  if (proxy === 'netcat' && isSession && socket === null)
    refuse('netcat does not find the socket of a session; add socket=PATH');
  return { uri: options.driverUri, readOnly: options.readOnly, proxy, netcat: netcat ?? 'nc', socket };
}
