import { isAbsolute } from 'node:path';
import { flag, list, text } from '../../lib/settings/mod.ts';

/** Logs of libvirt's daemons and of its VMs on this machine. */
export const libvirtLogs = ['/var/log/libvirt/*.log', '/var/log/libvirt/qemu/*.log'];

/** Key `logs.libvirt`. */
export const libvirt = flag({
  description: `Whether the logs of libvirt and QEMU on this machine are read, where they can be: ${libvirtLogs.map((path) => `\`${path}\``).join(' and ')}.`,
  default: true,
});

/** Key `logs.files`. */
export const files = list(
  text('an absolute path whose last part may have *', isPattern, {
    description:
      'A log file to read, or files: in the last part of the path `*` is any run of characters. Symbolic links are not followed.',
  }),
  {
    what: 'paths',
    description:
      'Further log files to read, see [logs](../guide/logs.md). Everyone who may read logs can read them.',
    most: 100,
  },
);

function isPattern(path: string): boolean {
  return isAbsolute(path) && !path.includes('\0') && /^[^*]*\/[^/]+$/.test(path);
}
