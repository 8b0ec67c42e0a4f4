import { join, resolve } from 'node:path';

/**
 * The lab's own directory. libvirt's unprivileged user must be able to walk into it, so not under /root or /home.
 * VIRTSCOPE_LAB moves it.
 */
export const labDir = resolve(process.env['VIRTSCOPE_LAB'] ?? '/var/tmp/virtscope-lab');

/** Every file and directory the lab makes or reads; `down` keeps only what is in `cache`. */
export const paths = {
  state: join(labDir, 'state.json'),
  /** Disks and serial consoles of guests. */
  guests: join(labDir, 'guests'),
  xml: join(labDir, 'xml'),

  /** What the two hosts have; `hosts down` removes it. */
  hosts: join(labDir, 'hosts'),
  hostGuests: join(labDir, 'hosts', 'guests'),

  cache: join(labDir, 'cache'),
  debs: join(labDir, 'cache', 'debs'),
  /** Where the guest's packages are unpacked. */
  unpacked: join(labDir, 'cache', 'unpacked'),
  kernel: join(labDir, 'cache', 'vmlinuz'),
  sleepRom: join(labDir, 'cache', 'sleep.rom'),
  rootDisk: join(labDir, 'cache', 'root.qcow2'),
  emptyDisk: join(labDir, 'cache', 'empty.qcow2'),

  libvirtSocket: '/run/libvirt/libvirt-sock',
  virtlogdSocket: '/run/libvirt/virtlogd-sock',
  libvirtdPid: '/run/libvirtd.pid',
  virtlogdPid: '/run/virtlogd.pid',
  /** libvirt's record of what is defined, readable without the daemon. */
  definitions: '/etc/libvirt/qemu',
  guestRun: '/run/libvirt/qemu',
  guestLogs: '/var/log/libvirt/qemu',
} as const;
