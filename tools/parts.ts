import { existsSync } from 'node:fs';
import { ensurePackages, refusal } from '../lab/mod.ts';
import { run } from './run.mjs';

/**
 * Debian packages of the suites that are not the lab's own, each with a file that shows it is there.
 * An empty list of reasons means that every suite can run.
 */
const wanted: Readonly<Record<string, string>> = {
  'chromium-headless-shell': '/usr/bin/chromium-headless-shell',
  rrdtool: '/usr/bin/rrdtool',
  prometheus: '/usr/bin/prometheus',
  'victoria-metrics': '/usr/bin/victoria-metrics',
  'prometheus-libvirt-exporter': '/usr/bin/prometheus-libvirt-exporter',
  faketime: '/usr/bin/faketime',
  'python3-libvirt': '/usr/lib/python3/dist-packages/libvirt.py',
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
};

/** Installs the real parts that the suites need; returns why that was not done, null when all is there. */
export async function installParts(log: (line: string) => void): Promise<string | null> {
  const why = refusal();
  if (why !== null) return why;
  await ensurePackages({ log });
  const missing = Object.keys(wanted).filter((name) => !existsSync(wanted[name] ?? ''));
  if (missing.length === 0) return null;
  log(`packages: installing ${missing.join(' ')}`);
  const apt = ['-qy', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const line of [
    ['-q', 'update'],
    [...apt, 'install', ...missing],
  ]) {
    const status = await run('apt-get', line, { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (status !== 0)
      throw new Error(`Cannot install ${missing.join(' ')}: apt-get ${line.join(' ')} failed`);
  }
  return null;
}
