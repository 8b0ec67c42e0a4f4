import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import type { SideConnection } from '../calls/side-connection.ts';
import { isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import type { Vm } from '../vm.ts';
import type { DomainLists } from './domain-lists.ts';
import type { FactCalls } from './fact-calls.ts';
import type { VmReader } from './vm-reader.ts';

export interface FactsRefresherOptions {
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly connection: SideConnection;
  readonly calls: FactCalls;
  readonly lists: DomainLists;
  readonly reader: VmReader;
  /** How often all facts are read, besides after a change. */
  readonly everyMs: number;
  /** @default Math.random */
  readonly random?: () => number;
}

/** Pause after each VM: no more than fifty a second, so that many are read over minutes. */
const SPACING_MS = 20;
/** How often a VM whose job is known is asked how far it is. */
const JOB_EVERY_MS = 10_000;
/** Share by which the time until the next reading differs, so that VMs that were read together do not stay together. */
const SPREAD = 0.1;

/**
 * Reads the facts of VMs that their XML does not have, a few VMs a second: soon after an event that changes
 * them, and every few minutes. Never in a poll: rounds begin after one and none waits for them. A VM that would not
 * answer at once is not asked, and a call that is late is not sent again while it waits.
 */
export class FactsRefresher {
  readonly #options: FactsRefresherOptions;
  readonly #closed = new AbortController();
  /** Ends with the round; never rejects. */
  #round: Promise<void> | null = null;

  constructor(options: FactsRefresherOptions) {
    this.#options = options;
  }

  /** Starts a round where none is under way; never waits for it. */
  tick(): void {
    if (this.#round || this.#closed.signal.aborted) return;
    const end = (): void => void (this.#round = null);
    this.#round = this.#run().then(end, end);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#options.connection.close();
    await this.#round;
  }

  async #run(): Promise<void> {
    const { calls, clock, connection, everyMs, inventory, lists } = this.#options;
    const now = clock.monotonic();
    const due = [...inventory.all()].filter((vm) => isDue(vm, now));
    if (due.length === 0 || calls.overdue > 0) return;
    const client = await connection.client();
    if (!client) return;
    const isListed =
      now - lists.readAt < everyMs && due.every(({ factsState }) => factsState.changedAt <= lists.readAt);
    if (!isListed) await lists.read(client, calls, now);
    for (const vm of due) {
      if (client.connection.ended || calls.overdue > 0 || this.#closed.signal.aborted) return;
      if (inventory.get(vm.entity.id) !== vm) continue;
      await this.#read(client, vm);
      await clock.sleep(SPACING_MS, this.#closed.signal);
    }
  }

  async #read(client: LibvirtClient, vm: Vm): Promise<void> {
    const { clock, everyMs, random = Math.random, reader } = this.#options;
    const { factsState } = vm;
    if (!mayAnswer(vm)) return reader.leave(vm);
    const now = clock.monotonic();
    if (now >= factsState.dueAt) {
      factsState.dueAt = now + everyMs * (1 + SPREAD * (random() - 0.5));
      factsState.readAt = now;
      await reader.read(client, vm);
    } else {
      await reader.readJobs(client, vm);
    }
    factsState.jobDueAt = vm.entity.facts.job?.value ? clock.monotonic() + JOB_EVERY_MS : Infinity;
  }
}

/** Once its XML was read: it names the devices that are asked about. */
function isDue({ description, factsState, needsXml }: Vm, now: number): boolean {
  return description !== null && !needsXml && (now >= factsState.dueAt || now >= factsState.jobDueAt);
}

/** Whether calls about it would be answered at once. */
function mayAnswer(vm: Vm): boolean {
  return vm.health.unreachable === null && !isOccupied(vm);
}
