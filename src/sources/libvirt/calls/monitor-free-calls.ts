import { LibvirtError, ProtocolError, VIR_CODE, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import type { Reason } from '../../../model/reason.ts';
import type { BatchDecoder } from '../decode/batch-decoder.ts';
import { isActive } from '../health/states.ts';
import { LIMITS } from '../limits.ts';
import type { Vm } from '../vm.ts';
import type { ListCalls } from './list-calls.ts';
import { rotate } from './rotate.ts';
import { noDeadline } from './serial-calls.ts';

/** VMs asked in one poll, in turn: three calls each, of about a millisecond. */
const MAX_ASKED = 128;

export interface MonitorFreeOptions {
  readonly clock: Clock;
  readonly decoder: BatchDecoder;
  /** One at a time, and with the list no more than one that is not answered. */
  readonly calls: ListCalls;
}

/** A record of one VM that no bulk call gave. */
interface DirectRecord {
  readonly fields: ReadonlyMap<string, bigint>;
  /** Monotonic time just before the call that read the counters. */
  readonly timeMs: number;
}

/**
 * Asks VMs whose monitor could not be asked, one by one, for what the daemon knows without it: processor time and memory
 * size. The calls take no job, so they are answered in a millisecond while QEMU is stopped (docs/adr/0021), and give the
 * counters of bulk statistics, so that rates go on.
 */
export class MonitorFreeCalls {
  readonly #options: MonitorFreeOptions;
  /** First VM that the last round left out. */
  #first: Vm | null = null;

  constructor(options: MonitorFreeOptions) {
    this.#options = options;
  }

  /**
   * Asks as many as fit until monotonic time `until`.
   * @param vms each with the reason why its monitor was not asked
   */
  async run(client: LibvirtClient, vms: ReadonlyMap<Vm, Reason>, until: number): Promise<void> {
    const { clock, decoder } = this.#options;
    const turn = rotate([...vms.keys()], this.#first);
    let asked = 0;
    for (const vm of turn.slice(0, MAX_ASKED)) {
      if (clock.monotonic() >= until) break;
      const read = await this.#read(client, vm, until);
      if (read === 'late') break;
      asked++;
      const reason = vms.get(vm);
      if (read === null || reason === undefined) continue;
      decoder.readWithoutMonitor(vm, read.fields, read.timeMs, reason);
    }
    this.#first = turn[asked] ?? null;
  }

  /** The fields as bulk statistics call them; null where the daemon refuses. */
  async #read(client: LibvirtClient, { domain }: Vm, until: number): Promise<DirectRecord | null | 'late'> {
    const info = await this.#ask(() => client.domainInfo(domain, noDeadline), until);
    if (info === null) return 'late';
    if (info instanceof LibvirtError || !isActive(info.state, 0)) return null;
    const timeMs = this.#options.clock.monotonic();
    const cpu = await this.#ask(() => client.domainCpuTime(domain, noDeadline), until);
    const most = Math.min(info.vcpus, LIMITS.processors);
    const vcpus = cpu && (await this.#ask(() => client.domainVcpus(domain, most, noDeadline), until));
    if (cpu === null || vcpus === null) return 'late';
    const fields = new Map([
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
    for (const { number, state, timeNs } of vcpus instanceof LibvirtError ? [] : vcpus) {
      add(`vcpu.${number}.state`, BigInt(state));
      add(`vcpu.${number}.time`, timeNs);
    }
    return { fields, timeMs };
  }

  /** @throws {ProtocolError} when the answer makes no sense */
  async #ask<T>(call: () => Promise<T>, until: number): Promise<T | LibvirtError | null> {
    const answer = await this.#options.calls.ask(call, until);
    if (answer instanceof ProtocolError) throw answer;
    return answer;
  }
}

/** Without cgroups bulk statistics too have the time of the process, as GetInfo. Any other time is another counter. */
function lacksCgroup({ unsupported, virCode }: LibvirtError): boolean {
  return unsupported || virCode === VIR_CODE.OPERATION_INVALID;
}
