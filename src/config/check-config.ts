import { checkListen } from './address.ts';
import { checkArchives } from './archives.ts';
import type { Config } from './config.ts';
import { checkLibvirtUri } from './uri.ts';

/**
 * Refuses what no single key can tell: values that do not go together, or that nothing here can serve.
 *
 * @throws {InputError} `CONFIG_INVALID` or `ADDRESS_REFUSED`
 */
export function checkConfig(config: Config): void {
  checkListen(config.listen);
  checkLibvirtUri(config.libvirt.uri);
  checkArchives(config);
}
