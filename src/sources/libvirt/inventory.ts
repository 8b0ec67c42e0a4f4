import {
  reasonName,
  stateName,
  type DomainEvent,
  type DomainView,
  type WireDomain,
} from '@virtscope/libvirt';
import { cutText } from '../../lib/text/cut-text.ts';
import { TokenBucket } from '../../lib/async/token-bucket.ts';
import type { Clock } from '../../model/clock.ts';
import { createEntity, onHost, type Entity } from '../../model/entity.ts';
import { continued } from '../../model/health.ts';
import type { SeriesTable } from '../../model/series.ts';
import type { DomainDescription } from './decode/xml.ts';
import { noteChange, noteFactsEvent } from './facts/facts-state.ts';
import type { VmFacts } from './facts/vm-facts.ts';
import { isPausedByIoError } from './health/failure.ts';
import { healthOf, healthyFacts } from './health/health.ts';
import { relabel } from './decode/labels.ts';
import { LIMITS } from './limits.ts';
import { isActive } from './health/states.ts';
import { createVm, NO_SIGNATURE, type Vm } from './vm.ts';

export interface InventoryOptions {
  readonly source: string;
  readonly hostId: string | null;
  readonly series: SeriesTable;
  readonly clock: Clock;
  readonly facts: VmFacts;
  /** The VM's numbers start anew: another run of it, or it is gone. */
  readonly onReset: (vm: Vm, gone: boolean) => void;
}

const GAP_SHOWN_MS = 60_000;

/** The VMs of a daemon by UUID. Kept by the complete list of every poll; events only mark what to read again. */
export class Inventory {
  readonly #vms = new Map<string, Vm>();
  readonly #options: InventoryOptions;
  readonly #newVms: TokenBucket;
  #hostId: string | null;
  #isComplete = false;
  /** Events that were dropped because too many came at once, and the monotonic ms at which that was known. */
  #gap: { readonly count: number; readonly at: number } | null = null;

  constructor(options: InventoryOptions) {
    this.#options = options;
    const { clock, hostId } = options;
    this.#hostId = hostId;
    this.#newVms = new TokenBucket({ ...LIMITS.newVms, monotonic: () => clock.monotonic() });
  }

  /** Sets the host of all VMs, those that are known already too. */
  setHost(id: string): void {
    this.#hostId = id;
    for (const { entity } of this.#vms.values()) entity.parent = onHost(id);
  }

  get size(): number {
    return this.#vms.size;
  }

  all(): IterableIterator<Vm> {
    return this.#vms.values();
  }

  /** Events that were lost in the last minute. */
  get lostEvents(): number {
    const { clock } = this.#options;
    return this.#gap && clock.monotonic() - this.#gap.at < GAP_SHOWN_MS ? this.#gap.count : 0;
  }

  get(uuid: string): Vm | undefined {
    return this.#vms.get(uuid);
  }

  /**
   * The VM of a record: a new one, or another run of one that is known (its id is another). Null for a new one when
   * more come than the limit admits.
   */
  resolve(view: DomainView, known: Vm | undefined): Vm | null {
    if (known?.domain.id === view.id) return known;
    const name = cutText(view.name(), LIMITS.nameLength);
    const uuid = view.uuid();
    const domain = { name, uuid, id: view.id };
    if (known) {
      known.domain = domain;
      known.entity.name = domain.name;
      known.needsXml = true;
      this.#options.onReset(known, false);
      return known;
    }
    if (!this.#newVms.take(1)) return null;
    const vm = createVm(this.#entity(domain), domain);
    this.#vms.set(uuid, vm);
    this.#options.series.add(vm.entity);
    return vm;
  }

  /** Takes state and reason as libvirt's numbers. */
  setState(vm: Vm, state: number, reason: number): void {
    vm.active = isActive(state, reason);
    // It was listed, so it can be reached, running or not.
    vm.health.unreachable = null;
    const why = reasonName(state, reason);
    this.#setState(vm, stateName(state) ?? 'unknown', why === 'unknown' ? null : why);
    if (!isPausedByIoError(vm)) vm.diskErrors = null;
  }

  /** A list was read on this connection: these are all VMs. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Removes what a complete list did not have. */
  retain(present: ReadonlySet<Vm>): void {
    this.#isComplete = true;
    if (present.size === this.#vms.size) return;
    for (const [uuid, vm] of this.#vms) if (!present.has(vm)) this.#remove(uuid, vm);
  }

  /** Takes the description of a VM from its XML. */
  describe(vm: Vm, description: DomainDescription): void {
    vm.description = description;
    vm.descriptionError = null;
    // Devices or their order may be others: the next records make new programs in place of these.
    if (vm.net) vm.net = { ...vm.net, signature: NO_SIGNATURE };
    if (vm.monitor) vm.monitor = { ...vm.monitor, signature: NO_SIGNATURE };
    relabel(vm);
    this.#options.facts.described(vm);
  }

  /** Notes why nothing is known from the XML of a VM; the devices last known stay in its record. */
  failDescription(vm: Vm, message: string): void {
    vm.description = null;
    vm.descriptionError = cutText(message, LIMITS.labelLength);
    relabel(vm);
    this.#options.facts.undescribed(vm, `its definition cannot be read: ${vm.descriptionError}`);
  }

  /** Marks the VM of an event; the next poll reads it. */
  mark(event: DomainEvent): void {
    if (event.kind === 'gap') {
      this.#gap = { count: event.count, at: this.#options.clock.monotonic() };
      for (const vm of this.#vms.values()) vm.needsXml = true;
    } else if (event.kind !== 'unknown') {
      const vm = this.#vms.get(event.domain.uuid);
      if (!vm) return;
      if (noteFactsEvent(vm, event.kind, this.#options.clock.monotonic())) return;
      vm.needsXml = true;
      // Only a definition can rename a VM, and it begins no other run.
      if (event.kind === 'lifecycle' && event.change === 'defined')
        this.#rename(vm, cutText(event.domain.name, LIMITS.nameLength));
    }
  }

  /** The daemon cannot be reached: the state of its VMs is unknown, not off. */
  markUnreachable(reason: string): void {
    this.#isComplete = false;
    for (const vm of this.#vms.values()) {
      vm.active = false;
      // Devices may come and go without an event.
      vm.needsXml = true;
      Object.assign(vm.health, healthyFacts(), { unreachable: reason });
      this.#setState(vm, 'unknown', null);
    }
  }

  /** The daemon answers nothing: the state of its VMs is unknown until it lists them again. */
  markSilent(reason: string): void {
    for (const vm of this.#vms.values()) {
      vm.health.unreachable = reason;
      this.#setState(vm, 'unknown', null);
    }
  }

  /** Derives the condition of every VM, at the end of a poll that began at `time` (epoch ms). */
  assess(time: number): void {
    for (const vm of this.#vms.values())
      vm.entity.condition = continued(vm.entity.condition, healthOf(vm, time));
  }

  #rename(vm: Vm, name: string): void {
    vm.domain = { ...vm.domain, name };
    vm.entity.name = name;
  }

  #setState(vm: Vm, state: string, reason: string | null): void {
    const { entity } = vm;
    if (entity.state === state && entity.stateReason === reason) return;
    vm.stateChanges++;
    noteChange(vm);
    entity.stateSince = this.#options.clock.now();
    entity.state = state;
    entity.stateReason = reason;
  }

  #remove(uuid: string, vm: Vm): void {
    this.#vms.delete(uuid);
    this.#options.onReset(vm, true);
    this.#options.series.remove(vm.entity);
  }

  #entity({ uuid, name }: WireDomain): Entity {
    const { source, clock } = this.#options;
    return createEntity(
      { class: 'VM', id: uuid, source, name, parent: onHost(this.#hostId), state: 'unknown' },
      clock.now(),
    );
  }
}
