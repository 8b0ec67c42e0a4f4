import { devicesIn } from './match-names.ts';
import { isMatch } from './regex/quotient.ts';
import type { Regex } from './regex/regex.ts';

const ofDisk = ['latency', 'io_throughput_total', 'iops_total', 'iowait', 'inflight', 'avgqu_sz'];
// prettier-ignore
const ofRepository = [
  'read', 'write', 'read_latency', 'write_latency', 'iops_read', 'iops_write', 'io_throughput_read', 'io_throughput_write',
  ...ofDisk,
];

/** Data sources of XAPI that virtscope has no metric for; `#` stands for a device. */
// prettier-ignore
const otherNames: Readonly<Record<'VM' | 'host', readonly string[]>> = {
  VM: [
    'runstate_fullrun', 'runstate_full_contention', 'runstate_concurrency_hazard', 'runstate_blocked',
    'runstate_partial_run', 'runstate_partial_contention', 'runnable_any', 'runnable_vcpus',
    'numa_node_nonaffine_vcpus', 'memory_numa_node_#', 'numa_nodes', ...ofDisk.map((one) => `vbd_#_${one}`),
  ],
  host: [
    'cpu#-C0', 'cpu#-P0', 'CPU#-avg-freq', 'hostload', 'running_vcpus', 'running_domains',
    'memory_reclaimed', 'memory_reclaimed_max', 'Tapdisks_in_low_memory_mode', 'pool_session_count', 'pool_task_count',
    'xapi_memory_usage_kib', 'xapi_free_memory_kib', 'xapi_live_memory_kib', 'xapi_allocation_kib', 'xapi_open_fds',
    'DCMI-power-reading', ...ofRepository.map((one) => `${one}_#`),
  ],
};

/** Those that a regular expression matches. */
export function otherMatches(regex: Regex, cls: 'VM' | 'host'): readonly string[] {
  return otherNames[cls].filter((name) =>
    name.includes('#') ? devicesIn(regex, name) !== null : isMatch(regex, name),
  );
}
