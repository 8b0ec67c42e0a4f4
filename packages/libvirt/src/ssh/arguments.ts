import type { SshTarget } from './target.ts';

/**
 * Without the first three an attempt lasts 135 s, a call on a dead network 952 s, and an idle connection for ever.
 * A master connection of another ssh is used, but none becomes one: it would outlive its connection, and cut all others
 * when it ends. The level is the default: the failures are found by its texts.
 */
const OPTIONS = [
  'BatchMode=yes',
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
  'ControlMaster=no',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'LogLevel=INFO',
];

/** No terminal, no escape characters, no forwarding of agent or X11. */
const PLAIN = ['-T', '-e', 'none', '-a', '-x'];

/**
 * Arguments of ssh in virsh's order, with what it leaves out.
 *
 * @param connectSeconds how long it may take to connect
 */
export function sshArguments(target: SshTarget, connectSeconds: number): string[] {
  const options = [`ConnectTimeout=${connectSeconds}`, ...OPTIONS];
  if (!target.verify) options.push('StrictHostKeyChecking=no');
  if (target.knownHosts !== null) options.push(`UserKnownHostsFile=${path(target.knownHosts)}`);
  return [
    ...(target.port === null ? [] : ['-p', String(target.port)]),
    ...(target.user === null ? [] : ['-l', target.user]),
    ...(target.keyFile === null ? [] : ['-i', target.keyFile]),
    ...PLAIN,
    ...options.flatMap((option) => ['-o', option]),
    '--',
    target.host,
    target.remoteCommand,
  ];
}

/** One path as a value of ssh's configuration, where blanks separate, quotes hold together and `%` begins a token. */
function path(text: string): string {
  const escaped = text.replaceAll('%', '%%').replaceAll(/["\\]/g, String.raw`\$&`);
  return /[\s"\\']/.test(text) ? `"${escaped}"` : escaped;
}
