import { ensurePackages, ensureParts, HOST_PACKAGES, refusal } from '../lab/mod.ts';

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
  iproute2: '/usr/sbin/ip',
  openssl: '/usr/bin/openssl',
  'python3-libvirt': '/usr/lib/python3/dist-packages/libvirt.py',
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
};

/** Installs or unpacks the real parts that the suites need; returns why that was not done, null when all is there. */
export async function installParts(log: (line: string) => void): Promise<string | null> {
  const why = refusal();
  if (why !== null) return why;
  await ensurePackages({ log, besides: { ...wanted, ...HOST_PACKAGES } });
  await ensureParts(log);
  return null;
}
