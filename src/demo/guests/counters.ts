import type { Disk, Guest } from './guest.ts';
import { GROUP } from '../records/groups.ts';
import { workedMs, type Phase } from './state-machine.ts';
import { fullness, integrate, SIGNAL, SIGNALS } from './load.ts';
import { DISK_SLOT, diskSlot, NIC_SLOT, nicSlot, SLOT, VCPU_SLOT, vcpuSlot } from './slots.ts';

/** What QEMU itself uses: of each second, and of each second of guest work. */
const EMULATOR_IDLE = 0.0015;
const EMULATOR_SHARE = 0.03;
/** Threads are accounted in ticks of 10 ms, cgroups in µs. */
const TICKS_PER_S = 100;
const NS_PER_TICK = 1e7;
const DAEMON_RUN_S = 40 * 86_400;
const REPORT_S = 5;
const STALE_AFTER_S = 600;
const BYTES_PER_PACKET = 860;
const READ_BYTES = 24_576;
const WRITE_BYTES = 12_288;
const REQUESTS_PER_FLUSH = 18;
const CLUSTER = 65_536;
const SECTOR = 512;

const sums = new Float64Array(SIGNALS);
const sumsBefore = new Float64Array(SIGNALS);

/**
 * Fills `out` with every number of the groups of `mask` at `now` (epoch ms), at the places `slots.ts` gives.
 * All are closed forms of the time worked in this run, so it does not matter when, or how often, they are read.
 */
export function readCounters(guest: Guest, phase: Phase, now: number, mask: number, out: Float64Array): void {
  const seconds = workedMs(phase, now) / 1000;
  if (mask & (GROUP.cpu | GROUP.vcpu | GROUP.interface | GROUP.block | GROUP.balloon)) {
    integrate(guest.load, seconds, sums);
  }
  if (mask & GROUP.cpu) (phase.on ? readCpu : readDaemonCpu)(guest, phase.on ? seconds : now / 1000, out);
  if (mask & GROUP.balloon) readBalloon(guest, phase, now, seconds, out);
  if (mask & GROUP.vcpu) readVcpus(guest, seconds, out);
  if (mask & GROUP.interface) readNics(guest, out);
  if (mask & GROUP.block) readDisks(guest, phase, out);
}

/** libvirtd's own CPU time, in ticks. */
function readDaemonCpu(_guest: Guest, seconds: number, out: Float64Array): void {
  const userTicks = Math.floor((seconds % DAEMON_RUN_S) * 0.7);
  const systemTicks = Math.floor((seconds % DAEMON_RUN_S) * 0.6);
  out[SLOT.cpuTime] = (userTicks + systemTicks) * NS_PER_TICK;
  out[SLOT.cpuUser] = userTicks * NS_PER_TICK;
  out[SLOT.cpuSystem] = systemTicks * NS_PER_TICK;
}

/** Processor time that a guest and its QEMU used in the first `seconds` of a run. */
export function cpuSeconds(guest: Guest, seconds: number): number {
  integrate(guest.load, seconds, sums);
  return usedSeconds(guest, seconds);
}

/** Of a guest whose load was integrated last. */
function usedSeconds(guest: Guest, seconds: number): number {
  const work = sums[SIGNAL.cpu]!;
  let used = seconds * EMULATOR_IDLE;
  for (let v = 0; v < guest.vcpus; v++) used += work * guest.vcpuShares[v]! * (1 + EMULATOR_SHARE);
  return used;
}

/** Memory of the host that the guest's QEMU has after so many seconds of a run. */
export function residentKib(guest: Guest, seconds: number): number {
  return Math.floor(guest.memoryKib * (0.92 - 0.55 * Math.exp(-seconds / 7200))) + 62_000;
}

function readCpu(guest: Guest, seconds: number, out: Float64Array): void {
  const us = Math.floor(usedSeconds(guest, seconds) * 1e6);
  const userUs = Math.floor(us * 0.86);
  out[SLOT.cpuTime] = us * 1000;
  out[SLOT.cpuUser] = userUs * 1000;
  out[SLOT.cpuSystem] = (us - userUs) * 1000;
  out[SLOT.haltPollFail] = guest.kvmStats ? Math.floor(seconds * 52_000) : 0;
}

function readBalloon(guest: Guest, phase: Phase, now: number, seconds: number, out: Float64Array): void {
  const until = guest.balloon === 'stale' ? Math.min(seconds, STALE_AFTER_S) : seconds;
  const reported = Math.floor(until / REPORT_S) * REPORT_S;
  // The report's own moment; right after a pause the driver reports at once.
  const ago = (phase.works ? now : phase.from) - (seconds - reported) * 1000;
  const at = phase.works && guest.balloon === 'live' ? Math.max(ago, phase.from) : ago;
  const available = availableKib(guest);
  const usable = Math.floor(available * (0.82 - 0.6 * fullness(guest.load, reported)));
  out[SLOT.swapIn] = guest.balloon === 'stale' ? Math.floor(reported * 4) : 0;
  out[SLOT.swapOut] = guest.balloon === 'stale' ? Math.floor(reported * 6) : 0;
  out[SLOT.majorFaults] = Math.floor(reported * 0.02) + 180;
  out[SLOT.minorFaults] = Math.floor(reported * 310) + 4300;
  out[SLOT.unused] = Math.floor(usable * 0.38);
  out[SLOT.usable] = usable;
  out[SLOT.lastUpdate] = Math.floor(at / 1000);
  out[SLOT.diskCaches] = Math.floor(usable * 0.49);
  out[SLOT.rss] = residentKib(guest, seconds);
}

/** The guest's own idea of its memory: what the host gives it less what its kernel keeps. */
export function availableKib(guest: Guest): number {
  return Math.floor(guest.memoryKib * 0.972) - 8192;
}

function readVcpus(guest: Guest, seconds: number, out: Float64Array): void {
  for (let v = 0; v < guest.vcpus; v++) {
    const at = vcpuSlot(v);
    const share = guest.vcpuShares[v]!;
    const work = sums[SIGNAL.cpu]! * share;
    out[at + VCPU_SLOT.time] = Math.floor(work * TICKS_PER_S) * NS_PER_TICK;
    out[at + VCPU_SLOT.delay] = Math.floor(sums[SIGNAL.steal]! * share * 1e9);
    if (!guest.kvmStats) continue;
    out[at + VCPU_SLOT.exits] = Math.floor(work * 9000);
    out[at + VCPU_SLOT.haltExits] = Math.floor(work * 700);
    out[at + VCPU_SLOT.injections] = Math.floor(work * 1100);
    out[at + VCPU_SLOT.haltWait] = Math.floor((seconds - work) * 0.98e9);
  }
}

function readNics(guest: Guest, out: Float64Array): void {
  for (let n = 0; n < guest.nics.length; n++) {
    const nic = guest.nics[n]!;
    const at = nicSlot(guest, n);
    const received = sums[nic.mirrored ? SIGNAL.send : SIGNAL.receive]! * nic.share;
    const sent = sums[nic.mirrored ? SIGNAL.receive : SIGNAL.send]! * nic.share;
    out[at + NIC_SLOT.rxBytes] = Math.floor(received);
    out[at + NIC_SLOT.rxPackets] = Math.floor(received / BYTES_PER_PACKET);
    out[at + NIC_SLOT.rxDrop] = Math.floor((received / BYTES_PER_PACKET) * nic.drops);
    out[at + NIC_SLOT.txBytes] = Math.floor(sent);
    out[at + NIC_SLOT.txPackets] = Math.floor(sent / BYTES_PER_PACKET);
    out[at + NIC_SLOT.txDrop] = 0;
  }
}

function readDisks(guest: Guest, phase: Phase, out: Float64Array): void {
  const count = guest.disks.length;
  for (let d = 0; d < count; d++) readDisk(guest.disks[d]!, diskSlot(guest, d), out);
  if (phase.extraSince < 0) return;
  // A disk that came later has counted only what happened since.
  integrate(guest.load, phase.extraSince / 1000, sumsBefore);
  for (let signal = 0; signal < SIGNALS; signal++) sums[signal]! -= sumsBefore[signal]!;
  readDisk(guest.extraDisk, diskSlot(guest, count), out);
}

function readDisk(disk: Disk, at: number, out: Float64Array): void {
  const reads = sums[SIGNAL.read]! * disk.share;
  const writes = sums[SIGNAL.write]! * disk.share;
  const written = Math.floor((writes * WRITE_BYTES) / SECTOR) * SECTOR;
  const used = Math.min(disk.capacityBytes, disk.usedBytes + written * disk.growth);
  out[at + DISK_SLOT.reads] = Math.floor(reads);
  out[at + DISK_SLOT.readBytes] = Math.floor((reads * READ_BYTES) / SECTOR) * SECTOR;
  out[at + DISK_SLOT.readTimes] = Math.floor(sums[SIGNAL.readTime]! * disk.share * 1e9);
  out[at + DISK_SLOT.writes] = Math.floor(writes);
  out[at + DISK_SLOT.writeBytes] = written;
  out[at + DISK_SLOT.writeTimes] = Math.floor(sums[SIGNAL.writeTime]! * disk.share * 1e9);
  out[at + DISK_SLOT.flushes] = Math.floor(writes / REQUESTS_PER_FLUSH);
  out[at + DISK_SLOT.flushTimes] = Math.floor(
    (sums[SIGNAL.writeTime]! * disk.share * 1e9) / REQUESTS_PER_FLUSH,
  );
  out[at + DISK_SLOT.allocation] = Math.floor(used / CLUSTER) * CLUSTER;
  out[at + DISK_SLOT.physical] =
    disk.format === 'raw' ? disk.capacityBytes : Math.floor(used / CLUSTER) * CLUSTER + 3 * CLUSTER;
}
