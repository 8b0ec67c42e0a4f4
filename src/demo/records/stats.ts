import type { WireDomain } from '@virtscope/libvirt/wire';
import { availableKib } from '../guests/counters.ts';
import type { Disk, Guest } from '../guests/guest.ts';
import { vcpuFlags, vcpuStats, vmStats } from './kvm.ts';
import type { Phase } from '../guests/state-machine.ts';
import { disksOf, hostDevice, indexOfImage } from '../guests/devices.ts';
import { DISK_SLOT, diskSlot, NIC_SLOT, nicSlot, SLOT, VCPU_SLOT, vcpuSlot } from '../guests/slots.ts';
import { TemplateBuilder, type Template } from './template.ts';

/**
 * How much of a running guest the daemon could read: `partial` without its monitor, with only what cgroups, /proc and
 * the definition give.
 */
export type Completeness = 'full' | 'partial';

/** The record of a guest as libvirt 9.0 with QEMU 7.2 sends it: its fields, their types and their order. */
export function createTemplate(
  guest: Guest,
  domain: WireDomain,
  phase: Phase,
  completeness: Completeness,
): Template {
  const b = new TemplateBuilder(domain);
  const full = completeness === 'full' && phase.on;
  b.group();
  b.int('state.state', phase.state);
  b.int('state.reason', phase.reason);
  b.group();
  cpu(b, phase, full);
  b.group();
  balloon(b, guest, phase, full);
  b.group();
  vcpus(b, guest, phase, full);
  b.group();
  if (phase.on) nics(b, guest, domain.id);
  b.group();
  blocks(b, guest, phase, full);
  // No perf events, iothreads or resctrl monitors are configured.
  b.group();
  b.group();
  b.group();
  b.group();
  if (full) dirtyRate(b);
  b.group();
  if (full && guest.kvmStats) for (const [name, value] of vmStats) b.fixed(`vm.${name}`, value);
  return b.finish();
}

function cpu(b: TemplateBuilder, phase: Phase, full: boolean): void {
  // For a guest that is off libvirt 9.0 sends its own daemon's CPU time here.
  b.live('cpu.time', SLOT.cpuTime);
  b.live('cpu.user', SLOT.cpuUser);
  b.live('cpu.system', SLOT.cpuSystem);
  if (!phase.on) return;
  b.uint('cpu.cache.monitor.count', 0);
  if (!full) return;
  b.fixed('cpu.haltpoll.success.time', 0);
  b.live('cpu.haltpoll.fail.time', SLOT.haltPollFail);
}

function balloon(b: TemplateBuilder, guest: Guest, phase: Phase, full: boolean): void {
  b.fixed('balloon.current', phase.on ? guest.memoryKib : guest.maximumMemoryKib);
  b.fixed('balloon.maximum', guest.maximumMemoryKib);
  if (!full) return;
  if (guest.balloon === 'none' || !phase.up) {
    b.fixed('balloon.last-update', 0);
    b.live('balloon.rss', SLOT.rss);
    return;
  }
  b.live('balloon.swap_in', SLOT.swapIn);
  b.live('balloon.swap_out', SLOT.swapOut);
  b.live('balloon.major_fault', SLOT.majorFaults);
  b.live('balloon.minor_fault', SLOT.minorFaults);
  b.live('balloon.unused', SLOT.unused);
  b.fixed('balloon.available', availableKib(guest));
  b.live('balloon.usable', SLOT.usable);
  b.live('balloon.last-update', SLOT.lastUpdate);
  b.live('balloon.disk_caches', SLOT.diskCaches);
  b.fixed('balloon.hugetlb_pgalloc', 0);
  b.fixed('balloon.hugetlb_pgfail', 0);
  b.live('balloon.rss', SLOT.rss);
}

function vcpus(b: TemplateBuilder, guest: Guest, phase: Phase, full: boolean): void {
  b.uint('vcpu.current', guest.vcpus);
  b.uint('vcpu.maximum', guest.maximumVcpus);
  if (!phase.on) return;
  for (let v = 0; v < guest.vcpus; v++) {
    const at = vcpuSlot(v);
    b.int(`vcpu.${v}.state`, 1);
    b.live(`vcpu.${v}.time`, at + VCPU_SLOT.time);
    // A kernel without scheduler debugging counts no waiting.
    b.fixed(`vcpu.${v}.wait`, 0);
    b.live(`vcpu.${v}.delay`, at + VCPU_SLOT.delay);
    if (!full || !guest.kvmStats) continue;
    for (const [name, slot] of vcpuStats) {
      const field = `vcpu.${v}.${name}`;
      if (vcpuFlags.has(name)) b.boolean(field, false);
      else if (slot === undefined) b.fixed(field, 0);
      else b.live(field, at + slot);
    }
  }
}

function nics(b: TemplateBuilder, guest: Guest, domainId: number): void {
  b.uint('net.count', guest.nics.length);
  for (let n = 0; n < guest.nics.length; n++) {
    const at = nicSlot(guest, n);
    b.string(`net.${n}.name`, hostDevice(domainId, n));
    b.live(`net.${n}.rx.bytes`, at + NIC_SLOT.rxBytes);
    b.live(`net.${n}.rx.pkts`, at + NIC_SLOT.rxPackets);
    b.fixed(`net.${n}.rx.errs`, 0);
    b.live(`net.${n}.rx.drop`, at + NIC_SLOT.rxDrop);
    b.live(`net.${n}.tx.bytes`, at + NIC_SLOT.txBytes);
    b.live(`net.${n}.tx.pkts`, at + NIC_SLOT.txPackets);
    b.fixed(`net.${n}.tx.errs`, 0);
    b.live(`net.${n}.tx.drop`, at + NIC_SLOT.txDrop);
  }
}

function blocks(b: TemplateBuilder, guest: Guest, phase: Phase, full: boolean): void {
  const disks = disksOf(guest, phase);
  b.uint('block.count', disks.length);
  for (let d = 0; d < disks.length; d++) {
    const disk = disks[d]!;
    b.string(`block.${d}.name`, disk.target);
    if (disk.path === null) continue;
    b.string(`block.${d}.path`, disk.path);
    if (phase.on) b.uint(`block.${d}.backingIndex`, indexOfImage(guest, d));
    if (full) transfers(b, `block.${d}`, diskSlot(guest, d));
    if (full || !phase.on) sizes(b, `block.${d}`, disk, diskSlot(guest, d));
  }
}

function transfers(b: TemplateBuilder, disk: string, at: number): void {
  b.live(`${disk}.rd.reqs`, at + DISK_SLOT.reads);
  b.live(`${disk}.rd.bytes`, at + DISK_SLOT.readBytes);
  b.live(`${disk}.rd.times`, at + DISK_SLOT.readTimes);
  b.live(`${disk}.wr.reqs`, at + DISK_SLOT.writes);
  b.live(`${disk}.wr.bytes`, at + DISK_SLOT.writeBytes);
  b.live(`${disk}.wr.times`, at + DISK_SLOT.writeTimes);
  b.live(`${disk}.fl.reqs`, at + DISK_SLOT.flushes);
  b.live(`${disk}.fl.times`, at + DISK_SLOT.flushTimes);
}

function sizes(b: TemplateBuilder, prefix: string, disk: Disk, at: number): void {
  b.live(`${prefix}.allocation`, at + DISK_SLOT.allocation);
  b.fixed(`${prefix}.capacity`, disk.capacityBytes);
  b.live(`${prefix}.physical`, at + DISK_SLOT.physical);
}

function dirtyRate(b: TemplateBuilder): void {
  b.int('dirtyrate.calc_status', 0);
  b.long('dirtyrate.calc_start_time', 0n);
  b.int('dirtyrate.calc_period', 0);
  b.string('dirtyrate.calc_mode', 'page-sampling');
}
