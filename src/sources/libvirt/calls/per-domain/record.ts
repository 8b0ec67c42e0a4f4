import { LibvirtError, VIR_CODE, type LibvirtClient, type WireDomain } from '@virtscope/libvirt';
import type { Clock } from '../../../../model/clock.ts';
import { isActive } from '../../health/states.ts';
import { LIMITS } from '../../limits.ts';
import { noDeadline } from '../serial-calls.ts';

/** A record of one VM that no bulk call gave, by the names of bulk statistics. */
export interface DomainRecord {
  readonly fields: Map<string, bigint | string>;
  /** Monotonic time just before the call that read its processor time. */
  readonly timeMs: number;
}

/** Sends a call; a refusal is its answer, null none in time. */
export type Ask = <T>(name: string, call: () => Promise<T>) => Promise<T | LibvirtError | null>;

/**
 * Processor time and memory size of a running VM, in calls that take no job and ask no QEMU (docs/adr/0021). Null where
 * the daemon refuses or the VM is not running any more.
 */
export async function readWithoutMonitor(
  client: LibvirtClient,
  domain: WireDomain,
  { ask, clock }: { ask: Ask; clock: Clock },
): Promise<DomainRecord | null | 'late'> {
  const info = await ask('GetInfo', () => client.domainInfo(domain, noDeadline));
  if (info === null) return 'late';
  if (info instanceof LibvirtError || !isActive(info.state, 0)) return null;
  const timeMs = clock.monotonic();
  const cpu = await ask('GetCPUStats', () => client.domainCpuTime(domain, noDeadline));
  const most = Math.min(info.vcpus, LIMITS.processors);
  const vcpus = cpu && (await ask('GetVcpus', () => client.domainVcpus(domain, most, noDeadline)));
  if (cpu === null || vcpus === null) return 'late';
  const fields = new Map<string, bigint | string>([
    ['balloon.current', info.memoryKib],
    ['balloon.maximum', info.maxMemoryKib],
    ['vcpu.current', BigInt(info.vcpus)],
  ]);
  const add = (field: string, value: bigint | null): unknown => value !== null && fields.set(field, value);
  if (!(cpu instanceof LibvirtError)) {
    add('cpu.time', cpu.timeNs);
    add('cpu.user', cpu.userNs);
    add('cpu.system', cpu.systemNs);
  } else if (lacksCgroup(cpu)) add('cpu.time', info.cpuTimeNs);
  if (vcpus instanceof LibvirtError) {
    // How many there are is known, and that is what a share of them needs.
    for (let number = 0; number < most; number++) add(`vcpu.${number}.state`, 1n);
  } else {
    for (const { number, state, timeNs } of vcpus) {
      add(`vcpu.${number}.state`, BigInt(state));
      add(`vcpu.${number}.time`, timeNs);
    }
  }
  return { fields, timeMs };
}

/** Without cgroups bulk statistics too have the time of the process, as GetInfo. Any other time is another counter. */
function lacksCgroup({ unsupported, virCode }: LibvirtError): boolean {
  return unsupported || virCode === VIR_CODE.OPERATION_INVALID;
}
