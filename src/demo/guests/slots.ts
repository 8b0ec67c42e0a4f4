import type { Guest } from './guest.ts';

/** Where each changing number of a guest stands in the array that `readCounters` fills. */
export const SLOT = {
  cpuTime: 0,
  cpuUser: 1,
  cpuSystem: 2,
  haltPollFail: 3,
  swapIn: 4,
  swapOut: 5,
  majorFaults: 6,
  minorFaults: 7,
  unused: 8,
  usable: 9,
  lastUpdate: 10,
  diskCaches: 11,
  rss: 12,
} as const;
export const VCPU_SLOT = { time: 0, delay: 1, exits: 2, haltExits: 3, injections: 4, haltWait: 5 } as const;
export const NIC_SLOT = { rxBytes: 0, rxPackets: 1, rxDrop: 2, txBytes: 3, txPackets: 4, txDrop: 5 } as const;
export const DISK_SLOT = {
  reads: 0,
  readBytes: 1,
  readTimes: 2,
  writes: 3,
  writeBytes: 4,
  writeTimes: 5,
  flushes: 6,
  flushTimes: 7,
  allocation: 8,
  physical: 9,
} as const;

const VCPUS_AT = 13;
const VCPU_SLOTS = 6;
const NIC_SLOTS = 6;
const DISK_SLOTS = 10;

export const vcpuSlot = (vcpu: number): number => VCPUS_AT + vcpu * VCPU_SLOTS;
export const nicSlot = (guest: Guest, nic: number): number => vcpuSlot(guest.vcpus) + nic * NIC_SLOTS;
export const diskSlot = (guest: Guest, disk: number): number =>
  nicSlot(guest, guest.nics.length) + disk * DISK_SLOTS;
export const slotCount = (guest: Guest): number => diskSlot(guest, guest.disks.length + 1);
