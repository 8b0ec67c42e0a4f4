import { Fault, ORIGIN } from '../wire/fault.ts';
import type { Disk, Guest } from './guest.ts';
import type { Phase } from './state-machine.ts';

/** The guest's disks at one phase, in libvirt's order. */
export function disksOf(guest: Guest, phase: Phase): readonly Disk[] {
  return phase.extraSince < 0 ? guest.disks : [...guest.disks, guest.extraDisk];
}

/** The number libvirt gives a disk's image: from the last disk to the first at the start, later ones follow. */
export function indexOfImage(guest: Guest, disk: number): number {
  return disk < guest.disks.length ? guest.disks.length - disk : disk + 1;
}

/** The number of the disk named by its target or its path. @throws {Fault} where there is none. */
export function requireDisk(guest: Guest, phase: Phase, path: string): number {
  const number = disksOf(guest, phase).findIndex((disk) => disk.target === path || disk.path === path);
  if (number < 0) throw new Fault('operationInvalid', ORIGIN.qemu, `invalid path: ${path}`);
  return number;
}

/** The number of the NIC named by its name on the host or its MAC address. @throws {Fault} where there is none. */
export function requireNic(guest: Guest, domainId: number, device: string): number {
  const number = guest.nics.findIndex(({ mac }, n) => hostDevice(domainId, n) === device || mac === device);
  if (number < 0) throw new Fault('operationInvalid', ORIGIN.qemu, `'${device}' is not a known interface`);
  return number;
}

/** The name of a NIC on the host, new in every run. */
export function hostDevice(domainId: number, nic: number): string {
  return `vnet${domainId * 2 + nic}`;
}
