import { answeringGuest, guestOf, runningGuest, valuesOf, type Handlers } from './call.ts';
import { requireNic } from '../../guests/devices.ts';
import { checkFlags, Fault, ORIGIN } from '../fault.ts';
import { GROUP } from '../../records/groups.ts';
import { REASON, STATE } from '../../guests/state-machine.ts';
import { repeat } from '../../guests/machine.ts';
import { domainXml } from '../../records/xml.ts';

/** Bits of the XML call that only a writer may set. */
const XML_SECRETS = 0x1 | 0x8;
const XML_FLAGS = 0xf;
const CONTROL = { ok: 0, occupied: 2 } as const;
/** Round trips to QEMU are watched in ticks of the kernel's accounting. */
const NS_PER_TICK = 10_000_000n;
const NO_SPACE = 2;

/** Calls about one guest that the daemon answers by itself: a hung guest does not delay them. */
export const domainCalls = {
  DOMAIN_GET_XML_DESC({ domain, flags }, call) {
    checkFlags(flags, XML_FLAGS, 'qemuDomainGetXMLDesc');
    if (call.readOnly && flags & XML_SECRETS) {
      throw new Fault('denied', ORIGIN.domain, 'virDomainGetXMLDesc with secure flag');
    }
    const { guest, phase } = guestOf(call, domain);
    const { world, memoryPeriods } = call.daemon;
    return { text: domainXml(guest, phase, world.domain(guest).id, memoryPeriods.get(guest)) };
  },

  DOMAIN_GET_STATE({ domain }, call) {
    const { state, reason } = guestOf(call, domain).phase;
    return { state, reason };
  },

  DOMAIN_GET_INFO({ domain }, call) {
    const { guest, phase } = guestOf(call, domain);
    const used = phase.on ? (valuesOf(call, guest, phase, GROUP.cpu)('cpu.time') as bigint) : 0n;
    return {
      state: phase.state,
      maxMemoryKib: BigInt(guest.maximumMemoryKib),
      memoryKib: BigInt(phase.on ? guest.memoryKib : guest.maximumMemoryKib),
      vcpus: guest.vcpus,
      cpuTimeNs: used - (used % NS_PER_TICK),
    };
  },

  DOMAIN_GET_CONTROL_INFO({ domain }, call) {
    const { guest } = runningGuest(call, domain);
    const ms = call.daemon.monitors.occupiedMs(guest);
    const state = ms === null ? CONTROL.ok : CONTROL.occupied;
    return { state, details: 0, stateTimeMs: BigInt(ms ?? 0) };
  },

  DOMAIN_GET_VCPUS({ domain, maxInfo, mapLength }, call) {
    const { guest, phase } = guestOf(call, domain);
    if (!phase.on) {
      const detail = 'cannot retrieve vcpu information for inactive domain';
      throw new Fault('operationInvalid', ORIGIN.qemu, detail);
    }
    const value = valuesOf(call, guest, phase, GROUP.vcpu);
    const { machine } = call.daemon;
    const map = machine.cpuMap(mapLength);
    const count = Math.min(maxInfo, guest.vcpus);
    const vcpus = Array.from({ length: count }, (_, number) => ({
      number,
      state: 1,
      timeNs: value(`vcpu.${number}.time`) as bigint,
      pcpu: (guest.index + number) % machine.info.cpus,
    }));
    return { vcpus, maps: repeat(map, count) };
  },

  DOMAIN_INTERFACE_STATS({ domain, device }, call) {
    const { guest, phase } = runningGuest(call, domain);
    const { id } = call.daemon.world.domain(guest);
    const nic = requireNic(guest, id, device);
    const value = valuesOf(call, guest, phase, GROUP.interface);
    const of = (field: string) => value(`net.${nic}.${field}`) as bigint;
    return {
      rxBytes: of('rx.bytes'),
      rxPackets: of('rx.pkts'),
      rxErrors: of('rx.errs'),
      rxDropped: of('rx.drop'),
      txBytes: of('tx.bytes'),
      txPackets: of('tx.pkts'),
      txErrors: of('tx.errs'),
      txDropped: of('tx.drop'),
    };
  },

  DOMAIN_GET_CPU_STATS({ domain, params, startCpu }, call) {
    const { guest, phase } = runningGuest(call, domain);
    if (startCpu !== -1) throw new Fault('noSupport', ORIGIN.domain, 'virDomainGetCPUStats');
    const fields = ['time', 'user', 'system'] as const;
    if (params === 0) return { params: [], count: fields.length };
    const value = valuesOf(call, guest, phase, GROUP.cpu);
    const all = fields.map((name) => {
      return {
        field: `${name === 'time' ? 'cpu' : name}_time`,
        type: 4,
        value: value(`cpu.${name}`) as bigint,
      } as const;
    });
    return { params: all.slice(0, params), count: Math.min(params, all.length) };
  },

  async DOMAIN_GET_DISK_ERRORS({ domain, maxErrors }, call) {
    const { guest, phase } = await answeringGuest(call, domain);
    if (maxErrors === 0) return { errors: [], count: guest.disks.length };
    const failed = phase.state === STATE.paused && phase.reason === REASON.ioError;
    const errors = failed ? [{ disk: guest.disks[0]!.target, error: NO_SPACE }] : [];
    return { errors, count: errors.length };
  },
} satisfies Handlers;
