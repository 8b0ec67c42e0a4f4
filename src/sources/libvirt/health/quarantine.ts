import type { LibvirtClient } from '@virtscope/libvirt';
import { Breather } from '../../../lib/breather.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Trouble } from '../../../model/entity.ts';
import { Holds, type Hold } from './control-info.ts';
import type { Suspects } from '../calls/monitor-calls.ts';
import { processTrouble, type ProcessState, type QemuProcesses } from './process.ts';
import type { Vm } from '../vm.ts';

/** A second look at a process that waits in the kernel: an ordinary disk request is over by then. */
const SECOND_LOOK_MS = 20;
/** Looks at processes before the event loop turns: the first at each opens files. */
const TURN_MS = 8;

/** A call of another client that has held a domain for so long hangs too. */
const HANGS_MS = 5000;

const sentences = {
  call: 'QEMU does not answer its monitor',
  job: 'a job (migration, save, snapshot) holds its monitor',
  daemon: 'the hypervisor daemon does not answer questions about it',
  busy: 'another client holds its monitor',
} as const;

export interface WardsOptions {
  readonly clock: Clock;
  readonly client: () => LibvirtClient | null;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
  /** Held for less than this, a domain is in the middle of an ordinary, perhaps slow, command. */
  readonly heldMs: number;
}

/** Who is stuck, why and since when; keeps those VMs out of monitor calls until they answer. */
export class Wards implements Suspects<Vm> {
  readonly holds = new Holds();
  readonly #options: WardsOptions;
  readonly #breather: Breather;
  /** VMs whose process stood still when it was looked at last. */
  readonly #standing = new Set<Vm>();

  constructor(options: WardsOptions) {
    this.#options = options;
    this.#breather = new Breather({ budgetMs: TURN_MS, monotonic: () => options.clock.monotonic() });
  }

  /** Leaves out who cannot answer: quarantined before, or its process is seen to stand still now. */
  async admit(vms: readonly Vm[]): Promise<Vm[]> {
    const standing = new Set<Vm>();
    const waiting: Vm[] = [];
    for (const vm of vms) {
      const state = this.#look(vm);
      if (state === 'stopped') this.#hold(vm, state, standing);
      if (state === 'waiting') waiting.push(vm);
      if (this.#breather.isDue()) await this.#breather.pause();
    }
    if (waiting.length > 0) await this.#options.clock.sleep(SECOND_LOOK_MS);
    for (const vm of waiting) if (this.#look(vm) === 'waiting') this.#hold(vm, 'waiting', standing);
    // Whoever was not asked about keeps what is known of him: polls and requests come here by turns.
    for (const vm of vms) {
      if (standing.has(vm)) this.#standing.add(vm);
      else if (this.#standing.delete(vm) && !vm.quarantined) this.heal(vm);
    }
    return vms.filter((vm) => !vm.quarantined && !standing.has(vm));
  }

  async culprits(vms: readonly Vm[], until: number): Promise<readonly Vm[]> {
    const held: { vm: Vm; hold: Hold }[] = [];
    for (const vm of vms) {
      const client = this.#options.client();
      if (!client || this.#options.clock.monotonic() >= until) break;
      const hold = await this.holds.of(client, vm);
      if (hold && hold.ms >= this.#options.heldMs) held.push({ vm, hold });
    }
    // A job lets statistics pass at once: it is to blame only when nothing else is.
    const occupied = held.filter(({ hold }) => hold.by !== 'job');
    const found = occupied.length > 0 ? occupied : held;
    for (const { vm, hold } of found) this.#say(vm, 'stuck', hold.ms, sentences[hold.by]);
    return found.map(({ vm }) => vm);
  }

  quarantine(vm: Vm): void {
    vm.quarantined = true;
    if (vm.entity.trouble?.kind !== 'stuck') this.#say(vm, 'stuck', 0, sentences.call);
  }

  heal(vm: Vm): void {
    vm.quarantined = false;
    // A call that ends because the connection did heals nobody.
    if (vm.entity.trouble?.kind !== 'unreachable') this.#clear(vm);
  }

  /** A record came back without what the monitor gives: says who holds it, as far as the daemon knows. */
  async explain(vm: Vm): Promise<void> {
    const client = this.#options.client();
    const hold = client ? await this.holds.of(client, vm) : null;
    if (!hold) this.well(vm);
    else if (hold.by === 'job') this.#say(vm, 'busy', hold.ms, sentences.job);
    else if (hold.ms > HANGS_MS) this.#say(vm, 'stuck', hold.ms, sentences[hold.by]);
    else this.#say(vm, 'busy', hold.ms, hold.by === 'call' ? sentences.busy : sentences.daemon);
  }

  /** The record was whole: whatever there was is over. */
  well(vm: Vm): void {
    if (!vm.quarantined && !this.#standing.has(vm)) this.#clear(vm);
  }

  /** The VM begins another run, or is gone. */
  forget(vm: Vm): void {
    this.#standing.delete(vm);
    this.#options.processes?.forget(vm.entity.id);
    vm.quarantined = false;
    this.#clear(vm);
  }

  #look(vm: Vm): ProcessState {
    return this.#options.processes?.state(vm.entity.id, vm.domain.name, vm.domain.id) ?? 'unknown';
  }

  #hold(vm: Vm, state: 'stopped' | 'waiting', standing: Set<Vm>): void {
    standing.add(vm);
    this.#say(vm, 'stuck', 0, processTrouble[state]);
  }

  /** Ends the troubles that are told here; of a failed state only the next state knows. */
  #clear(vm: Vm): void {
    if (vm.entity.trouble?.kind !== 'failed') vm.entity.trouble = null;
    vm.stuckSince = null;
  }

  /** The first time a trouble was seen counts, also over a restart of the daemon: its age must grow, not jump. */
  #say(vm: Vm, kind: Trouble['kind'], heldMs: number, reason: string): void {
    const before = vm.entity.trouble;
    let since = this.#options.clock.now() - heldMs;
    if (before?.kind === kind) since = Math.min(before.since, since);
    if (kind === 'stuck') since = vm.stuckSince = Math.min(vm.stuckSince ?? since, since);
    vm.entity.trouble = { kind, since, reason };
  }
}
