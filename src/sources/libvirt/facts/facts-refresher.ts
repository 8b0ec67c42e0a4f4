import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import type { SideConnection } from '../calls/side-connection.ts';
import { isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import type { Vm } from '../vm.ts';
import type { DomainLists } from './domain-lists.ts';
import type { Due } from './due.ts';
import type { FactCalls } from './fact-calls.ts';
import type { JobReader } from './job-reader.ts';
import { Rounds } from './rounds.ts';
import type { VmReader } from './vm-reader.ts';

export interface FactsRefresherOptions {
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly connection: SideConnection;
  readonly calls: FactCalls;
  readonly lists: DomainLists;
  readonly reader: VmReader;
  readonly jobs: JobReader;
  /** How often all facts are read, besides after a change. */
  readonly everyMs: number;
  /** @default Math.random */
  readonly random?: () => number;
}

/** Time after which a VM whose job is known is asked how far it is, at the end of the next poll: every ten seconds. */
const JOB_EVERY_MS = 9000;

/**
 * Reads the facts of VMs that their XML does not have, a few VMs a second: soon after an event that changes
 * them, and every few minutes. No poll waits for them. Jobs are read apart, between polls alone, and nothing waits for
 * them either. A VM that would not answer at once is not asked, and a call that is late is not sent again while it waits.
 */
export class FactsRefresher {
  readonly #options: FactsRefresherOptions;
  readonly #closed = new AbortController();
  readonly #facts: Rounds;
  readonly #jobs: Rounds;

  constructor(options: FactsRefresherOptions) {
    this.#options = options;
    const { calls, clock, connection, jobs } = options;
    const common = { clock, connection, signal: this.#closed.signal };
    this.#facts = new Rounds({
      ...common,
      due: () => this.#due(({ factsState }) => factsState.due).filter(mayAnswer),
      mayGoOn: () => calls.overdue === 0,
      read: (client, vm) => this.#read(client, vm),
    });
    this.#jobs = new Rounds({
      ...common,
      due: () => this.#jobsDue(),
      mayGoOn: () => jobs.mayAsk,
      read: (client, vm) => this.#readJobs(client, vm),
    });
  }

  /** Starts rounds where none are under way; never waits for them. Called after a poll. */
  tick(): void {
    this.#facts.tick();
    this.#jobs.tick();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#options.connection.close();
    await Promise.all([this.#facts.ended(), this.#jobs.ended()]);
  }

  /** Once the XML of a VM was read: it names the devices that are asked about. */
  #due(of: (vm: Vm) => Due): Vm[] {
    const { clock, inventory } = this.#options;
    const now = clock.monotonic();
    return [...inventory.all()]
      .filter((vm) => vm.description !== null && !vm.needsXml && of(vm).isDue(now))
      .toSorted((a, b) => of(a).rank - of(b).rank);
  }

  /** Running VMs; those of which a job is known come first. */
  #jobsDue(): Vm[] {
    const due = this.#due(({ factsState }) => factsState.jobsDue).filter(({ active }) => active);
    const [silent, others] = halves(due, (vm) => !mayAnswer(vm));
    for (const vm of silent) this.#options.jobs.leave(vm);
    return halves(others, hasJob).flat();
  }

  async #read(client: LibvirtClient, vm: Vm): Promise<void> {
    const { calls, clock, everyMs, inventory, lists, random = Math.random, reader } = this.#options;
    const now = clock.monotonic();
    const isListed = now - lists.readAt < everyMs && vm.factsState.changedAt <= lists.readAt;
    if (!isListed) await lists.read(client, calls, now);
    if (inventory.get(vm.entity.id) !== vm || !mayAnswer(vm)) return;
    vm.factsState.due.noteReading(now, everyMs, random);
    await reader.read(client, vm);
  }

  async #readJobs(client: LibvirtClient, vm: Vm): Promise<void> {
    const { clock, everyMs, inventory, jobs, random = Math.random, reader } = this.#options;
    if (inventory.get(vm.entity.id) !== vm || !vm.active || !mayAnswer(vm)) return;
    const { jobsDue } = vm.factsState;
    jobsDue.noteReading(clock.monotonic(), everyMs, random);
    reader.readSize(vm);
    if (!(await jobs.read(client, vm))) jobsDue.noteChange();
    else if (hasJob(vm)) jobsDue.noteReading(clock.monotonic(), JOB_EVERY_MS, random);
  }
}

/** Whether calls about it would be answered at once. */
function mayAnswer(vm: Vm): boolean {
  return vm.health.unreachable === null && !isOccupied(vm);
}

function hasJob({ entity }: Vm): boolean {
  return entity.facts.job?.value != null;
}

/** Those that are so, and those that are not, each in its order. */
function halves(vms: readonly Vm[], isSo: (vm: Vm) => boolean): [Vm[], Vm[]] {
  return [vms.filter(isSo), vms.filter((vm) => !isSo(vm))];
}
