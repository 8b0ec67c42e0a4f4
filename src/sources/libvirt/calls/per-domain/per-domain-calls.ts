import { LibvirtError, ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../../model/clock.ts';
import { Reason } from '../../../../model/reason.ts';
import type { BatchDecoder } from '../../decode/batch-decoder.ts';
import { blankMonitor } from '../../decode/unknown.ts';
import type { Quarantine } from '../../health/quarantine.ts';
import type { Inventory } from '../../inventory.ts';
import type { Vm } from '../../vm.ts';
import type { MonitorCalls } from '../monitor-calls.ts';
import { rotate } from '../rotate.ts';
import { addDevices } from './devices.ts';
import { readWithoutMonitor, type Ask, type DomainRecord } from './record.ts';

/** VMs asked in one poll, in turn: some eight calls each. */
const MAX_ASKED = 128;

export interface PerDomainOptions {
  readonly clock: Clock;
  readonly decoder: BatchDecoder;
  readonly inventory: Inventory;
  readonly calls: MonitorCalls<Vm>;
  readonly quarantine: Quarantine;
}

interface Answer {
  readonly record: DomainRecord;
  /** Nothing held the VM while it was asked. */
  readonly isWhole: boolean;
}

/**
 * Stands in for bulk statistics where a driver has none (Xen, LXC, bhyve): a few calls for each VM, with one permit a VM, as
 * some of them wait for its QEMU. What is read becomes values as a record of bulk statistics does.
 */
export class PerDomainCalls {
  readonly #options: PerDomainOptions;
  /** The connection to a driver without bulk statistics. */
  #client: LibvirtClient | null = null;
  /** Refusals of calls that this driver lacks too. */
  readonly #unsupported = new Map<string, LibvirtError>();
  /** First VM that the last round left out. */
  #first: Vm | null = null;
  #leftOut = 0;

  constructor(options: PerDomainOptions) {
    this.#options = options;
  }

  /** Whether the driver behind this connection has no bulk statistics. */
  isNeeded(client: LibvirtClient): boolean {
    return this.#client === client;
  }

  /** The driver behind this connection was found to have no bulk statistics. */
  begin(client: LibvirtClient): void {
    this.#client = client;
    this.#unsupported.clear();
  }

  /** A sentence while it stands in; null otherwise. */
  get condition(): string | null {
    if (!this.#client || this.#client.connection.ended) return null;
    const turn = this.#leftOut > 0 ? `, ${MAX_ASKED} a poll in turn` : '';
    return `The driver of this hypervisor has no bulk statistics: each VM is asked by itself${turn}`;
  }

  /**
   * Asks as many VMs as fit until monotonic time `until`.
   * Returns those that could not be asked because they or too many others do not answer, each with the reason.
   */
  async run(client: LibvirtClient, until: number): Promise<Map<Vm, Reason>> {
    const { calls, clock, decoder, inventory, quarantine } = this.#options;
    await calls.recheckStalled(until);
    const { waiting } = calls;
    const active = [...inventory.all()].filter((vm) => vm.active);
    const able = (await quarantine.filter(active)).filter((vm) => !waiting.has(vm) && isDescribed(vm));
    const turn = rotate(able, this.#first);
    const queue = turn.slice(0, MAX_ASKED);
    const question = {
      send: ([vm]: readonly Vm[]) => (vm ? this.#read(client, vm) : Promise.resolve(null)),
      accept: async (answer: Answer | null, [vm]: readonly Vm[], late: boolean) => {
        // That of an earlier poll is older than what was read meanwhile.
        if (!answer || !vm || late) return;
        decoder.readDomain(vm, answer.record.fields, answer.record.timeMs);
        if (answer.isWhole) quarantine.noteAnswer(vm);
        else await quarantine.explain(vm);
      },
      fail: (error: unknown) => {
        if (error instanceof ProtocolError) client.connection.fail(error);
      },
      skip: () => undefined,
    };
    const work = async (): Promise<void> => {
      while (clock.monotonic() < until && calls.limiter.usable > 0) {
        const vm = queue.shift();
        if (!vm) return;
        await calls.askTogether([vm], question, until);
      }
    };
    await Promise.all(Array.from({ length: calls.limiter.usable }, work));
    this.#leftOut = able.length - MAX_ASKED;
    this.#first = queue[0] ?? turn[MAX_ASKED] ?? null;
    const stuck = active.filter((vm) => vm.health.isQuarantined || calls.waiting.has(vm));
    const unasked = calls.limiter.usable > 0 ? [] : queue;
    for (const vm of unasked) blankMonitor(decoder.writer, vm, Reason.protecting);
    return new Map([
      ...stuck.map((vm) => [vm, Reason.notCollected] as const),
      ...unasked.map((vm) => [vm, Reason.protecting] as const),
    ]);
  }

  async #read(client: LibvirtClient, vm: Vm): Promise<Answer | null> {
    const ask: Ask = async (name, call) => {
      const refusal = this.#unsupported.get(name);
      if (refusal) return refusal;
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        if (error.unsupported) this.#unsupported.set(name, error);
        return error;
      }
    };
    const record = await readWithoutMonitor(client, vm.domain, { ask, clock: this.#options.clock });
    if (record === null || record === 'late') return null;
    return { record, isWhole: await addDevices(client, vm, { fields: record.fields, ask }) };
  }
}

/** Its XML, which has its devices, was read or cannot be. */
function isDescribed({ description, descriptionError }: Vm): boolean {
  return description !== null || descriptionError !== null;
}
