import { parseUri, UriError } from '@virtscope/libvirt';
import { InputError } from '../../model/error.ts';

/** Checks a value of `libvirt.uri`. @throws InputError CONFIG_INVALID for what no client here can open. */
export function checkLibvirtUri(uri: string): void {
  if (uri === 'auto' || uri === 'none') return;
  try {
    parseUri(uri);
  } catch (error) {
    if (!(error instanceof UriError)) throw error;
    throw new InputError('CONFIG_INVALID', error.message, { cause: error });
  }
}
