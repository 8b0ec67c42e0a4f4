import { ProtocolError, type LibvirtClient, type LibvirtError } from '@virtscope/libvirt';
import type { Clock } from '../../../../model/clock.ts';
import type { Reason } from '../../../../model/reason.ts';
import type { BatchDecoder } from '../../decode/batch-decoder.ts';
import type { Vm } from '../../vm.ts';
import type { ListCalls } from '../list-calls.ts';
import { rotate } from '../rotate.ts';
import { readWithoutMonitor, type Ask } from './record.ts';

/** VMs asked in one poll, in turn: three calls each, of about a millisecond. */
const MAX_ASKED = 128;

export interface MonitorFreeOptions {
  readonly clock: Clock;
  readonly decoder: BatchDecoder;
  /** One at a time, and with the list no more than one that is not answered. */
  readonly calls: ListCalls;
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
    const ask: Ask = (_name, call) => this.#ask(call, until);
    let asked = 0;
    for (const vm of turn.slice(0, MAX_ASKED)) {
      if (clock.monotonic() >= until) break;
      const read = await readWithoutMonitor(client, vm.domain, { ask, clock });
      if (read === 'late') break;
      asked++;
      const reason = vms.get(vm);
      if (read === null || reason === undefined) continue;
      decoder.readWithoutMonitor(vm, read.fields, read.timeMs, reason);
    }
    this.#first = turn[asked] ?? null;
  }

  /** @throws {ProtocolError} when the answer makes no sense */
  async #ask<T>(call: () => Promise<T>, until: number): Promise<T | LibvirtError | null> {
    const answer = await this.#options.calls.ask(call, until);
    if (answer instanceof ProtocolError) throw answer;
    return answer;
  }
}
