import type { ProcFile } from '../read.ts';

/** A mounted file system that holds files of its own. */
export interface Mount {
  /** Where it is mounted. */
  readonly path: string;
  /** Such as `ext4`. */
  readonly type: string;
}

/** Most file systems that are read; a machine with containers has thousands of mounts. */
const MAX_MOUNTS = 64;

/** Types without space of their own: views of the kernel, memory, images that are full by nature, views of other file systems. */
const leftOut = new RegExp(
  `^(?:${[
    'autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|fusectl|hugetlbfs|mqueue|nsfs|overlay|proc',
    'pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|sysfs|tmpfs|tracefs|squashfs|erofs|iso9660|udf',
    'fuse\\.(?:gvfsd-fuse|lxcfs|portal|snapfuse)',
  ].join('|')})$`,
);

/**
 * The file systems of `/proc/self/mountinfo` (proc(5)) whose space matters, each once: of several mounts of one device the
 * shortest path. The root is one whatever its type, as in a container.
 */
export function readMounts(file: Pick<ProcFile, 'read' | 'text'>): Mount[] {
  file.read();
  const byDevice = new Map<string, Mount>();
  for (const line of file.text().split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , device, , mountPoint] = before.split(' ');
    const [type] = after.split(' ');
    if (!device || !mountPoint || !type) continue;
    const path = unescape(mountPoint);
    if (path !== '/' && leftOut.test(type)) continue;
    const known = byDevice.get(device);
    if (!known || path.length < known.path.length) byDevice.set(device, { path, type });
  }
  return [...byDevice.values()].slice(0, MAX_MOUNTS);
}

/** The kernel writes blanks and backslashes as three octal digits; the bytes are UTF-8. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
