/** One file of an archive: directories and symbolic links are recognised by `mode`. */
export type CpioEntry = { path: string; mode: number; data?: Uint8Array };

/** File type and permission bits as in stat(2). */
export const MODE = { directory: 0o040755, program: 0o100755, file: 0o100644, link: 0o120777 } as const;

/**
 * Packs entries into a cpio archive of the "newc" kind, which is what Linux unpacks as its initramfs.
 *
 * Everything belongs to root and has no date, so the same entries give the same bytes. A directory must come before
 * what is in it. Format: Documentation/driver-api/early-userspace/buffer-format.rst of Linux.
 */
export function packCpio(entries: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  const end: CpioEntry = { path: 'TRAILER!!!', mode: 0 };
  for (const [index, { path, mode, data }] of [...entries, end].entries()) {
    const name = Buffer.from(`${path}\0`);
    const size = data?.length ?? 0;
    const inode = path === end.path ? 0 : index + 1;
    const links = (mode & 0o170000) === 0o040000 ? 2 : 1;
    const fields = [inode, mode, 0, 0, links, 0, size, 0, 0, 0, 0, name.length, 0];
    const header = Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`);
    parts.push(header, name, padding(header.length + name.length));
    if (data !== undefined) parts.push(Buffer.from(data), padding(size));
  }
  return Buffer.concat(parts);
}

function padding(length: number): Buffer {
  return Buffer.alloc(-length & 3);
}
