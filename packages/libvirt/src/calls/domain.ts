import type { WireDomain } from '../codec/domain.ts';
import type { CallOptions, Connection } from '../connection.ts';

/** Processor time of a running domain with all of its threads, in nanoseconds: `cpu.time`, `cpu.user` and `cpu.system` of bulk statistics. */
export interface DomainCpuTime {
  /** Null where the daemon leaves it out, as the others. */
  timeNs: bigint | null;
  userNs: bigint | null;
  systemNs: bigint | null;
}

/** One processor of a running domain. */
export interface Vcpu {
  number: number;
  /** 0 offline, 1 running, 2 blocked. */
  state: number;
  timeNs: bigint;
}

/** Of all host processors together. */
const TOTAL = -1;
const FIELDS = 3;

export async function domainCpuTime(
  connection: Connection,
  domain: WireDomain,
  options?: CallOptions,
): Promise<DomainCpuTime> {
  const args = { domain, params: FIELDS, startCpu: TOTAL, cpus: 1, flags: 0 };
  const { params } = await connection.call('DOMAIN_GET_CPU_STATS', args, options);
  const of = (name: string): bigint | null => {
    const value = params.find(({ field }) => field === name)?.value;
    return typeof value === 'bigint' ? value : null;
  };
  return { timeNs: of('cpu_time'), userNs: of('user_time'), systemNs: of('system_time') };
}

export async function domainVcpus(
  connection: Connection,
  domain: WireDomain,
  most: number,
  options?: CallOptions,
): Promise<Vcpu[]> {
  // Without the maps of the host's processors.
  const args = { domain, maxInfo: most, mapLength: 0 };
  const { vcpus } = await connection.call('DOMAIN_GET_VCPUS', args, options);
  return vcpus.map(({ number, state, timeNs }) => ({ number, state, timeNs }));
}
