import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { MODE, packCpio, type CpioEntry } from './cpio.ts';
import { LabError } from '../error.ts';
import { paths } from '../paths.ts';
import { run } from '../host/run.ts';
import { unpackGuestPackages } from './unpack.ts';

/** In the order in which guest-init loads them: each after what it needs. */
const MODULES = `
  virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci
  failover net_failover virtio_net virtio_blk virtio_balloon virtio_console virtio-rng
  pvpanic pvpanic-mmio pvpanic-pci`
  .trim()
  .split(/\s+/);

/** The parts of busybox that guest-init uses: linked here, because linking all of it takes the guest a second. */
const APPLETS = 'cat dd hostname insmod ip ln mkdir mount ping sh sleep sync timeout'.split(' ');

/** The two files a Linux guest boots from. */
export type LinuxImage = { kernel: string; initrd: string };

/**
 * Builds the kernel and initramfs of the Linux guests, unless they are in the cache already.
 *
 * @throws {LabError} `LAB_IMAGE` when a part of it cannot be found.
 */
export async function ensureLinuxImage(log: (line: string) => void): Promise<LinuxImage> {
  const version = await unpackGuestPackages(log);
  const init = await readFile(join(import.meta.dirname, 'guest-init'));
  const key = createHash('sha256')
    .update(init)
    .update(version)
    .update([...MODULES, ...APPLETS].join())
    .digest('hex')
    .slice(0, 8);
  const initrd = join(paths.cache, `initrd-${key}.gz`);
  if (!existsSync(initrd)) {
    const archive = packCpio(await collect(init, version));
    // Renamed into place: a half-written image is never taken for a whole one.
    await writeFile(`${initrd}.part`, gzipSync(archive, { level: 9 }));
    await rename(`${initrd}.part`, initrd);
    log(`guest image: built ${basename(initrd)} for Linux ${version}`);
  }
  return { kernel: paths.kernel, initrd };
}

async function collect(init: Buffer, version: string): Promise<CpioEntry[]> {
  const agent = join(paths.unpacked, 'usr', 'sbin', 'qemu-ga');
  const files: CpioEntry[] = [
    { path: 'init', mode: MODE.program, data: init },
    { path: 'bin/busybox', mode: MODE.program, data: await readFile(join(paths.unpacked, 'bin', 'busybox')) },
    ...APPLETS.map((name) => ({ path: `bin/${name}`, mode: MODE.link, data: Buffer.from('busybox') })),
    { path: 'usr/sbin/qemu-ga', mode: MODE.program, data: await readFile(agent) },
    { path: 'modules/order', mode: MODE.file, data: Buffer.from(MODULES.join('\n')) },
  ];
  for (const [name, file] of await findModules(version)) {
    files.push({ path: `modules/${name}.ko`, mode: MODE.file, data: await readFile(file) });
  }
  for (const library of await librariesOf(agent)) {
    files.push({ path: library.slice(1), mode: MODE.program, data: await readFile(library) });
  }
  return withDirectories(files);
}

async function findModules(version: string): Promise<Map<string, string>> {
  const root = join(paths.unpacked, 'lib', 'modules', version);
  const found = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const name = basename(entry.name, '.ko');
    if (MODULES.includes(name) && entry.name.endsWith('.ko'))
      found.set(name, join(entry.parentPath, entry.name));
  }
  const absent = MODULES.filter((name) => !found.has(name));
  if (absent.length > 0) {
    throw new LabError(
      'LAB_IMAGE',
      `Cannot build the guest image: no module ${absent.join(', ')} in ${root}`,
    );
  }
  return found;
}

/** The shared libraries of a program, which the host has because its QEMU needs the same ones. */
async function librariesOf(program: string): Promise<string[]> {
  const text = await run('ldd', [program]);
  if (text.includes('not found')) {
    throw new LabError(
      'LAB_IMAGE',
      `Cannot build the guest image: ${basename(program)} lacks a library: ${text}`,
    );
  }
  return [...text.matchAll(/(?:^|\s)(\/\S+) \(0x/g)].map((match) => match[1]!);
}

function withDirectories(files: readonly CpioEntry[]): CpioEntry[] {
  const directories = new Set<string>();
  for (const { path } of files) {
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) directories.add(parent);
  }
  const made = [...directories].sort().map((path) => ({ path, mode: MODE.directory }));
  return [...made, ...files];
}
