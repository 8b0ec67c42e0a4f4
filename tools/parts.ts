import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePackages, refusal } from '../lab/mod.ts';
import { run } from './run.mjs';

/**
 * Debian packages of the suites that are not the lab's own, each with a file that shows it is there.
 * An empty list of reasons means that every suite can run.
 */
const wanted: Readonly<Record<string, string>> = {
  'chromium-headless-shell': '/usr/bin/chromium-headless-shell',
  'openssh-client': '/usr/bin/ssh',
  rrdtool: '/usr/bin/rrdtool',
  prometheus: '/usr/bin/prometheus',
  'victoria-metrics': '/usr/bin/victoria-metrics',
  'prometheus-libvirt-exporter': '/usr/bin/prometheus-libvirt-exporter',
  faketime: '/usr/bin/faketime',
  'python3-libvirt': '/usr/lib/python3/dist-packages/libvirt.py',
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
};

/** Packages that are only unpacked, to here: an sshd that is installed listens to the network. */
export const unpackedParts = '/var/cache/virtscope/parts';
const unpacked = ['openssh-server', 'libwrap0', 'netcat-openbsd'];

/** Installs or unpacks the real parts that the suites need; returns why that was not done, null when all is there. */
export async function installParts(log: (line: string) => void): Promise<string | null> {
  const why = refusal();
  if (why !== null) return why;
  await ensurePackages({ log });
  const missing = Object.keys(wanted).filter((name) => !existsSync(wanted[name] ?? ''));
  const isUnpacked = existsSync(unpackedParts);
  if (missing.length === 0 && isUnpacked) return null;
  await apt(['-q', 'update']);
  if (missing.length > 0) {
    log(`packages: installing ${missing.join(' ')}`);
    await apt([...APT, 'install', ...missing]);
  }
  if (!isUnpacked) {
    log(`packages: unpacking ${unpacked.join(' ')}`);
    await unpackParts();
  }
  return null;
}

const APT = ['-qy', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600'];

async function apt(line: readonly string[], cwd = '/'): Promise<void> {
  await must('apt-get', line, cwd, { DEBIAN_FRONTEND: 'noninteractive' });
}

/** Whole or not at all: the directory is renamed to its name at the end. */
async function unpackParts(): Promise<void> {
  const parent = dirname(unpackedParts);
  await mkdir(parent, { recursive: true });
  const debs = await mkdtemp(join(parent, 'debs-'));
  const root = await mkdtemp(join(parent, 'root-'));
  await apt([...APT, 'download', ...unpacked], debs);
  for (const file of await readdir(debs)) await must('dpkg', ['-x', join(debs, file), root]);
  await rm(debs, { recursive: true });
  await rename(root, unpackedParts);
}

async function must(
  command: string,
  line: readonly string[],
  cwd = '/',
  own: NodeJS.ProcessEnv = {},
): Promise<void> {
  const env = { ...process.env, ...own };
  const status = await run(command, [...line], { stdio: ['ignore', 'ignore', 'inherit'], cwd, env });
  if (status !== 0)
    throw new Error(`Cannot install the parts of the tests: ${command} ${line.join(' ')} failed`);
}
