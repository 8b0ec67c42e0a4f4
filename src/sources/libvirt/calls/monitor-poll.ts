import { LibvirtError, ProtocolError, STATS_FLAG, VIR_CODE, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { Reason } from '../../../model/reason.ts';
import { LIST_GROUPS, MONITOR_GROUPS } from '../config.ts';
import { retryBusy } from './busy-retry.ts';
import { askDiskErrors } from './disk-errors.ts';
import type { Inventory } from '../inventory.ts';
import type { MonitorCalls } from './monitor-calls.ts';
import type { BatchDecoder } from '../decode/batch-decoder.ts';
import { blankMonitor } from '../decode/unknown.ts';
import type { Vm } from '../vm.ts';
import type { Quarantine } from '../health/quarantine.ts';

export interface MonitorPollOptions {
  readonly clock: Clock;
  readonly decoder: BatchDecoder;
  /** Runs the decoder in slices, one reply after the other. */
  readonly decode: Decode;
  readonly inventory: Inventory;
  readonly calls: MonitorCalls<Vm>;
  readonly quarantine: Quarantine;
  /** Groups besides those that every VM is asked for. */
  readonly rawGroups: number;
}

export type Decode = <T>(work: () => Iterator<void, T>) => T | Promise<T>;

interface Answer {
  readonly payload: Uint8Array;
  /** Monotonic time just before the call. */
  readonly timeMs: number;
}

/** VMs whose monitor was busy are explained one by one; more than this in one poll add nothing. */
const MAX_EXPLAINED = 8;

/**
 * Asks the groups that need QEMU's monitor, for all active VMs that can answer. NOWAIT: a VM that a migration or
 * another client occupies is answered at once, without the monitor fields, instead of after 30 s.
 */
export class MonitorPoll {
  readonly #options: MonitorPollOptions;
  /** Answers that came after their poll had ended; the next one begins with them. */
  readonly #late: { answer: Answer; vms: readonly Vm[] }[] = [];
  /** VMs that this poll had an answer of. */
  readonly #answered = new Set<Vm>();
  /** A driver without NOWAIT (vz) refuses it once. */
  #flags: number = STATS_FLAG.nowait;

  constructor(options: MonitorPollOptions) {
    this.#options = options;
  }

  /**
   * Returns the active VMs whose monitor could not be asked, each with the reason.
   * @throws {ProtocolError} when an answer makes no sense
   */
  async run(client: LibvirtClient, until: number): Promise<Map<Vm, Reason>> {
    const { clock, inventory, calls, quarantine, decoder, rawGroups } = this.#options;
    const groups = MONITOR_GROUPS | (rawGroups & ~LIST_GROUPS);
    const busy: Vm[] = [];
    const skipped = new Set<Vm>();
    this.#answered.clear();
    for (const { answer, vms } of this.#late.splice(0)) await this.#take(answer, vms, busy);
    await calls.recheckStalled(until);
    const active = [...inventory.all()].filter((vm) => vm.active);
    const asked = await quarantine.filter(active);
    const ask = async (vms: readonly Vm[]): Promise<Answer> => {
      const timeMs = clock.monotonic();
      const domains = vms.map((vm) => vm.domain);
      const patient = { deadlineMs: Infinity };
      return {
        payload: await client.domainListGetStatsRaw(domains, groups, this.#flags, patient),
        timeMs,
      };
    };
    const question = {
      send: ask,
      accept: async (answer: Answer, vms: readonly Vm[], late: boolean): Promise<void> => {
        if (late) this.#late.push({ answer, vms });
        else await this.#take(answer, vms, busy);
      },
      // Operational: the connection is gone, which the session reports, or the daemon refused; the values stay unknown.
      fail: (error: unknown) => {
        if (error instanceof LibvirtError && error.virCode === VIR_CODE.INVALID_ARG) this.#flags = 0;
        if (error instanceof ProtocolError) client.connection.fail(error);
      },
      skip: (vms: readonly Vm[], why: 'hanging' | 'time') => {
        if (why !== 'hanging') return;
        for (const vm of vms) {
          skipped.add(vm);
          blankMonitor(decoder.writer, vm, Reason.protecting);
        }
      },
    };
    await calls.ask(asked, question, until);
    await retryBusy(busy, (vms) => calls.ask(vms, question, until), { clock, until });
    await this.#explain(busy, until);
    const hindered = new Set(busy);
    await askDiskErrors(
      client,
      asked.filter((vm) => !hindered.has(vm)),
      { calls, clock, until },
    );
    const open = active.filter((vm) => !this.#answered.has(vm));
    return new Map(open.map((vm) => [vm, skipped.has(vm) ? Reason.protecting : Reason.notCollected]));
  }

  async #take({ payload, timeMs }: Answer, vms: readonly Vm[], busy: Vm[]): Promise<void> {
    const { decode, decoder, quarantine } = this.#options;
    const partial = new Set(await decode(() => decoder.readMonitor(payload, timeMs, vms)));
    busy.push(...partial);
    for (const vm of vms) this.#answered.add(vm);
    for (const vm of vms) if (!partial.has(vm)) quarantine.noteAnswer(vm);
  }

  /** Begins with another VM each time, so that each has its turn. */
  async #explain(busy: readonly Vm[], until: number): Promise<void> {
    const { quarantine, clock } = this.#options;
    const first = busy.length > MAX_EXPLAINED ? Math.floor(Math.random() * busy.length) : 0;
    const some = [...busy.slice(first), ...busy.slice(0, first)].slice(0, MAX_EXPLAINED);
    for (const vm of some) if (clock.monotonic() < until) await quarantine.explain(vm);
  }
}
