import { SNAPSHOT_FLAG, STATS_GROUP, type LibvirtClient } from '@virtscope/libvirt';
import type { FactReading, FactReadings } from '../../../lib/fact-readings.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Fact } from '../../../model/facts.ts';
import type { QemuProcesses } from '../health/process.ts';
import type { Vm } from '../vm.ts';
import { foundAddresses } from './addresses.ts';
import { diskSizes, sizeOfAll } from './disk-sizes.ts';
import type { DomainLists } from './domain-lists.ts';
import type { FactCalls } from './fact-calls.ts';
import { none } from './reasons.ts';
import { knownTimes, MAX_ROOTS, oldestFact, snapshotTime } from './snapshots.ts';
import type { VmFacts } from './vm-facts.ts';

export interface VmReaderOptions {
  readonly clock: Clock;
  readonly calls: FactCalls;
  /** For sizes of disks of VMs that are off: the daemon opens their images, and waits where their storage is dead. */
  readonly sizeCalls: FactCalls;
  readonly lists: DomainLists;
  readonly vmFacts: VmFacts;
  /** A metric in the newest poll, NaN where it is unknown; undefined where the VM has no such series. */
  readonly metric: (vm: Vm, name: string) => number | undefined;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
}

/** Images do not grow while their VM is off. */
const SIZES_KEPT_MS = 3_600_000;

/** Reads all facts of one VM that its XML does not have, but its jobs. */
export class VmReader {
  readonly #options: VmReaderOptions;

  constructor(options: VmReaderOptions) {
    this.#options = options;
  }

  async read(client: LibvirtClient, vm: Vm): Promise<void> {
    const { active } = vm;
    const common = { ...this.#autostart(vm), ...(await this.#snapshots(client, vm)) };
    const own = active ? await this.#ofRunning(client, vm) : await this.#ofOff(client, vm);
    // A VM that began or ended a run meanwhile is read again.
    if (vm.active !== active) return vm.factsState.due.noteChange();
    const { vmFacts } = this.#options;
    vmFacts.put(vm, { ...common, ...own });
    vmFacts.composed(vm);
  }

  /** Takes the size of the disks of a running VM from the newest poll, which is to be over. */
  readSize(vm: Vm): void {
    if (!vm.active || !vm.description) return;
    const { metric, vmFacts } = this.#options;
    const { disks } = vm.description;
    vmFacts.put(vm, { diskSize: sizeOfAll(disks, (key) => metric(vm, `disk.${key}.capacity`)) });
  }

  async #ofRunning(client: LibvirtClient, vm: Vm): Promise<FactReadings> {
    const { calls, processes } = this.#options;
    const info = await calls.ask(client, (options) => client.domainInfo(vm.domain, options));
    await this.#addresses(client, vm);
    const started = processes?.startedAt(vm.entity.id, vm.domain.name, vm.domain.id) ?? null;
    const { facts, stateSince } = vm.entity;
    vm.factsState.seenRunning = Math.min(vm.factsState.seenRunning, started ?? stateSince);
    return {
      ...(info && {
        vcpus: live(facts.vcpus, info.vcpus),
        memory: live(facts.memory, Number(info.memoryKib) * 1024),
        maxMemory: live(facts.maxMemory, Number(info.maxMemoryKib) * 1024),
      }),
      started: started === null ? null : { value: started, origin: 'process', reason: null },
      seenRunning: { value: vm.factsState.seenRunning, origin: 'virtscope', reason: null },
    };
  }

  async #ofOff(client: LibvirtClient, { description, domain, factsState }: Vm): Promise<FactReadings> {
    const { clock, sizeCalls } = this.#options;
    factsState.addresses = null;
    if (clock.monotonic() - factsState.sizesAt >= SIZES_KEPT_MS) {
      const records = await sizeCalls.ask(client, (options) =>
        client.domainGetStats(domain, STATS_GROUP.block, 0, options),
      );
      if (records)
        Object.assign(factsState, { sizes: diskSizes(records.params), sizesAt: clock.monotonic() });
    }
    const { sizes } = factsState;
    const diskSize = sizeOfAll(description?.disks ?? [], (key) => Number(sizes.get(key)?.bytes));
    return { started: null, seenRunning: null, job: none, jobProgress: none, diskSize };
  }

  /** Leases of libvirt's own networks, and the host's neighbours for the interfaces that have none. */
  async #addresses(client: LibvirtClient, vm: Vm): Promise<void> {
    const { calls, vmFacts } = this.#options;
    if (vmFacts.hasAgentAddresses(vm)) return;
    const { domain, description, factsState } = vm;
    const nics = description?.nics ?? [];
    const ask = async (source: 'lease' | 'arp') => {
      const answer = await calls.ask(client, (options) => client.interfaceAddresses(domain, source, options));
      return foundAddresses(answer ?? [], source === 'lease' ? 'DHCP leases' : 'ARP');
    };
    const leased = nics.some(({ labels }) => labels['type'] === 'network') ? await ask('lease') : [];
    const macs = new Set(leased.map(({ mac }) => mac));
    const isComplete = nics.every(({ labels }) => macs.has(labels['mac'] ?? ''));
    const neighbours = isComplete ? [] : await ask('arp');
    // A call that is late has not said that there are none.
    if (calls.overdue > 0) return;
    const seen = new Set(neighbours.map(({ mac }) => mac));
    // A host forgets neighbours that it does not talk to: they have their address still.
    const forgotten = (factsState.addresses ?? []).filter(
      ({ origin, mac }) => origin === 'ARP' && !seen.has(mac),
    );
    const others = [...neighbours, ...forgotten].filter(({ mac }) => !macs.has(mac));
    factsState.addresses = [...leased, ...others];
  }

  #autostart({ entity }: Vm): FactReadings | null {
    const { autostart } = this.#options.lists;
    return (
      autostart && { autostart: { value: autostart.has(entity.id), origin: 'hypervisor', reason: null } }
    );
  }

  async #snapshots(client: LibvirtClient, { domain, entity, factsState }: Vm): Promise<FactReadings> {
    const { calls, clock, lists } = this.#options;
    if (!lists.snapshots) return {};
    const origin = 'hypervisor';
    if (!lists.snapshots.has(entity.id)) {
      factsState.snapshotTimes = new Map();
      return { snapshots: { value: 0, origin, reason: null }, oldestSnapshot: none };
    }
    const list = (flags: number) =>
      calls.ask(client, (options) => client.snapshotNames(domain, flags, options));
    const [names, roots] = [await list(0), await list(SNAPSHOT_FLAG.roots)];
    if (!names || !roots) return {};
    const { known, missing } = knownTimes(
      roots.slice(0, MAX_ROOTS),
      factsState.snapshotTimes,
      clock.monotonic(),
    );
    const times = new Map(known);
    for (const name of missing) {
      const xml = await calls.ask(client, (options) => client.snapshotXml(domain, name, options));
      if (xml)
        times.set(name, { time: await snapshotTime(xml).catch(() => null), readAt: clock.monotonic() });
    }
    factsState.snapshotTimes = times;
    return {
      snapshots: { value: names.length, origin, reason: null },
      oldestSnapshot: oldestFact(times, roots.length),
    };
  }
}

/** A number that the hypervisor gives now: it stays as the definition has it where it is the same. */
function live(before: Fact<number> | undefined, value: number): FactReading<number> {
  return before?.value === value ? before : { value, origin: 'hypervisor', reason: null };
}
