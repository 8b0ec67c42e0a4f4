import type { Disk, Guest } from './guest.ts';
import type { Phase } from './life.ts';

/** The guest's disks at one phase, in libvirt's order. */
export function disksOf(guest: Guest, phase: Phase): readonly Disk[] {
  return phase.extraSince < 0 ? guest.disks : [...guest.disks, guest.extraDisk];
}

/** The number libvirt gives a disk's image: from the last disk to the first at the start, later ones follow. */
export function indexOfImage(guest: Guest, disk: number): number {
  return disk < guest.disks.length ? guest.disks.length - disk : disk + 1;
}

/** The name of a NIC on the host, new in every run. */
export function hostDevice(domainId: number, nic: number): string {
  return `vnet${domainId * 2 + nic}`;
}
