import { SshError } from './error.ts';
import { sshFailures, type SshFailure, type SshFailureCode } from './failures.ts';
import type { SshTarget } from './target.ts';

/** How an ssh ended. */
export interface SshEnd {
  /** Null where it ended by a signal, or did not end. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of its standard error. */
  readonly stderr: string;
  /** The beginning of its standard output where that was no frame. */
  readonly noise: string;
  /** Whether the daemon was heard before. */
  readonly heard: boolean;
}

const SHOWN_CHARACTERS = 200;

/** Finds what went wrong in the table of failures. */
export function explainEnd(end: SshEnd, target: SshTarget): SshError {
  const stderr = printable(end.stderr);
  const noise = printable(end.noise);
  for (const [code, failure] of Object.entries(sshFailures) as [SshFailureCode, SshFailure][]) {
    if (failure.exit && !failure.exit.includes(end.exitCode)) continue;
    if (failure.heard && !end.heard) continue;
    const match = failure.pattern?.exec(failure.on === 'stdout' ? noise : stderr);
    if (!match) continue;
    const words = { end: endText(end), last: lastLine(stderr), noise: firstLine(noise), groups: match };
    return sshError(code, target, words, stderr);
  }
  throw new Error('Cannot explain end of ssh: the last failure of the table matches any');
}

interface Words {
  readonly end?: string;
  readonly last?: string;
  readonly noise?: string;
  /** Groups of the pattern. */
  readonly groups?: readonly (string | undefined)[];
  readonly cause?: unknown;
}

/** The error of a failure, its sentences filled with the target's names and these words. */
export function sshError(code: SshFailureCode, target: SshTarget, words: Words = {}, stderr = ''): SshError {
  const { groups = [], cause, ...others } = words;
  const values: Readonly<Record<string, string>> = {
    command: target.command,
    host: target.host,
    user: target.user ?? 'this user',
    login: login(target),
    ...others,
  };
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(groups[Number(name)] ?? values[name] ?? ''));
  const { state, remedy } = sshFailures[code];
  return new SshError(placeOf(target), { code, state: fill(state), remedy: fill(remedy), stderr, cause });
}

/** Where ssh leads, as `root@host:2222`. */
export function placeOf({ user, host, port }: SshTarget): string {
  const name = host.includes(':') && port !== null ? `[${host}]` : host;
  return `${user === null ? '' : `${user}@`}${name}${port === null ? '' : `:${port}`}`;
}

/** The command that a person types to see what ssh says. */
function login({ command, host, user, port, keyFile, knownHosts }: SshTarget): string {
  const options = [
    port === null ? '' : ` -p ${port}`,
    keyFile === null ? '' : ` -i '${keyFile}'`,
    knownHosts === null ? '' : ` -o 'UserKnownHostsFile=${knownHosts}'`,
  ];
  return `${command}${options.join('')} ${user === null ? '' : `${user}@`}${host}`;
}

/** Without control characters: what a host sends is shown in terminals and logs. Lines end with LF. */
function printable(text: string): string {
  return text.replaceAll(/(?!\n)\p{C}/gu, '');
}

function firstLine(text: string): string {
  return /\S.*/.exec(text)?.[0] ?? '';
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function endText({ exitCode, signal }: SshEnd): string {
  if (exitCode !== null) return `exit code ${exitCode}`;
  return signal === null ? 'it closed its output' : `signal ${signal}`;
}

function shown(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
