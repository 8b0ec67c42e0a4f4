import type { TypedParam } from '@virtscope/libvirt/wire';
import { answeringGuest, guestOf, runningGuest, type Handlers } from './call.ts';
import { requireDisk, requireNic } from '../../guests/devices.ts';
import { repeat } from '../../guests/machine.ts';

/** Calls about limits and placement: libvirt's own values for a guest whose definition sets none. */
export const tuningCalls = {
  DOMAIN_GET_SCHEDULER_TYPE: ({ domain }, call) => {
    guestOf(call, domain);
    return { type: 'posix', params: scheduler.length };
  },
  DOMAIN_GET_SCHEDULER_PARAMETERS: ({ domain, params }, call) => {
    guestOf(call, domain);
    return { params: scheduler.slice(0, params) };
  },
  DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS: ({ domain, params }, call) => {
    guestOf(call, domain);
    return { params: scheduler.slice(0, params) };
  },
  DOMAIN_GET_MEMORY_PARAMETERS: ({ domain, params }, call) => (
    guestOf(call, domain),
    twoStep(memory, params)
  ),
  DOMAIN_GET_BLKIO_PARAMETERS: ({ domain, params }, call) => (guestOf(call, domain), twoStep(blkio, params)),
  DOMAIN_GET_NUMA_PARAMETERS: ({ domain, params }, call) => (guestOf(call, domain), twoStep(numa, params)),
  DOMAIN_GET_PERF_EVENTS: ({ domain }, call) => (guestOf(call, domain), { params: perf }),
  DOMAIN_GET_LAUNCH_SECURITY_INFO: ({ domain }, call) => (guestOf(call, domain), { params: [] }),

  DOMAIN_GET_INTERFACE_PARAMETERS({ domain, device, params }, call) {
    const { guest } = guestOf(call, domain);
    requireNic(guest, call.daemon.world.domain(guest).id, device);
    return twoStep(bandwidth, params);
  },

  async DOMAIN_GET_BLOCK_IO_TUNE({ domain, disk, params }, call) {
    const { guest, phase } = await answeringGuest(call, domain);
    if (disk !== null) requireDisk(guest, phase, disk);
    return twoStep(throttle, params);
  },

  DOMAIN_GET_VCPU_PIN_INFO({ domain, maps, mapLength }, call) {
    const { guest } = guestOf(call, domain);
    const count = Math.min(maps, guest.maximumVcpus);
    const map = call.daemon.machine.cpuMap(mapLength);
    return { maps: repeat(map, count), count };
  },
  DOMAIN_GET_EMULATOR_PIN_INFO({ domain, mapLength }, call) {
    guestOf(call, domain);
    return { maps: call.daemon.machine.cpuMap(mapLength), count: 1 };
  },
  DOMAIN_GET_IOTHREAD_INFO: ({ domain }, call) => (runningGuest(call, domain), { threads: [], count: 0 }),
} satisfies Handlers;

/** Asked for no parameters it answers how many there are. */
function twoStep(all: readonly TypedParam[], params: number): { params: TypedParam[]; count: number } {
  return params <= 0
    ? { params: [], count: all.length }
    : { params: all.slice(0, params), count: Math.min(params, all.length) };
}

const ulong = (field: string, value: bigint): TypedParam => ({ field, type: 4, value });
const long = (field: string, value: bigint): TypedParam => ({ field, type: 3, value });
const uint = (field: string, value: number): TypedParam => ({ field, type: 2, value });
const text = (field: string): TypedParam => ({ field, type: 7, value: '' });

const scheduler: readonly TypedParam[] = [
  ulong('cpu_shares', 1024n),
  ...['vcpu', 'emulator', 'global', 'iothread'].flatMap((of) => [ulong(`${of}_period`, 100_000n), long(`${of}_quota`, -1n)]), // prettier-ignore
];
/** The number libvirt sends where there is no limit, in KiB. */
const UNLIMITED = 9_007_199_254_740_991n;
const memory = ['hard_limit', 'soft_limit', 'swap_hard_limit'].map((field) => ulong(field, UNLIMITED));
const blkio: readonly TypedParam[] = [
  uint('weight', 100),
  ...['weight', 'read_iops_sec', 'write_iops_sec', 'read_bytes_sec', 'write_bytes_sec'].map((of) => text(`device_${of}`)), // prettier-ignore
];
const numa: readonly TypedParam[] = [{ field: 'numa_mode', type: 1, value: 0 }, text('numa_nodeset')];
const bandwidth = ['inbound.average', 'inbound.peak', 'inbound.burst', 'inbound.floor', 'outbound.average', 'outbound.peak', 'outbound.burst'].map((field) => uint(field, 0)); // prettier-ignore
const rates = ['total_bytes_sec', 'read_bytes_sec', 'write_bytes_sec', 'total_iops_sec', 'read_iops_sec', 'write_iops_sec']; // prettier-ignore
const throttle = [
  ...rates,
  ...rates.map((rate) => `${rate}_max`),
  'size_iops_sec',
  ...rates.map((rate) => `${rate}_max_length`),
].map((field) => ulong(field, 0n));
const perf = [
  'cmt',
  'mbmt',
  'mbml',
  'cpu_cycles',
  'instructions',
  'cache_references',
  'cache_misses',
  'branch_instructions',
  'branch_misses',
  'bus_cycles',
  'stalled_cycles_frontend',
  'stalled_cycles_backend',
  'ref_cpu_cycles',
  'cpu_clock',
  'task_clock',
  'page_faults',
  'context_switches',
  'cpu_migrations',
  'page_faults_min',
  'page_faults_maj',
  'alignment_faults',
  'emulation_faults',
].map((field): TypedParam => ({ field, type: 6, value: false }));
