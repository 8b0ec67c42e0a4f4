import { parseUri, UriError } from '@virtscope/libvirt';
import { InputError } from '../../model/error.ts';

/** Parameters that run a program, open a file or socket, or leave a check out: only the files of an administrator have them. */
const privileged = [
  'command',
  'keyfile',
  'known_hosts',
  'known_hosts_verify',
  'netcat',
  'no_verify',
  'pkipath',
  'proxy',
  'socket',
];

/** Whether a text has the form of a libvirt URI. */
export function isLibvirtUri(value: string): boolean {
  return /^[a-z]+(?:\+[a-z]+)?:\/\/\S*$/.test(value);
}

/** Checks the URI of a connection. @throws InputError CONFIG_INVALID for what no client here can open. */
export function checkLibvirtUri(uri: string): void {
  try {
    parseUri(uri);
  } catch (error) {
    if (!(error instanceof UriError)) throw error;
    throw new InputError('CONFIG_INVALID', error.message, { cause: error });
  }
}

/**
 * Checks the URI of a connection that is asked for over the API, whose client need not have the rights of the files.
 *
 * @throws InputError CONFIG_INVALID
 */
export function checkForeignUri(uri: string): void {
  if (!isLibvirtUri(uri)) {
    const problem = 'Cannot use URI: it must be a libvirt URI such as qemu+ssh://user@host/system';
    throw new InputError('CONFIG_INVALID', problem);
  }
  checkLibvirtUri(uri);
  const found = privileged.find((name) => new URL(uri).searchParams.has(name));
  if (found === undefined) return;
  const state = `the parameter ${found} runs or opens something; write this source into a configuration file`;
  throw new InputError('CONFIG_INVALID', `Cannot use URI: ${state}`);
}
