/** The distribution's packages that the peers need, each with a file that shows it is there. */
export const PEER_PACKAGES: Readonly<Record<string, string>> = {
  'python3-libvirt': '/usr/lib/python3/dist-packages/libvirt.py',
  'prometheus-libvirt-exporter': '/usr/bin/prometheus-libvirt-exporter',
};
