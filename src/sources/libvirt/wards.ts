import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../model/clock.ts';
import type { Trouble } from '../../model/entity.ts';
import type { Lane } from './lane.ts';
import { processTrouble, type QemuProcesses } from './process.ts';
import { holdOf, sentences, stuckTrouble } from './trouble.ts';
import type { Vm } from './vm.ts';

/** A second look at a process that waits in the kernel: an ordinary disk request is over by then. */
const SECOND_LOOK_MS = 20;

export interface WardsOptions {
  readonly clock: Clock;
  readonly client: () => LibvirtClient | null;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
  /** Held for less than this, a domain is in the middle of an ordinary, perhaps slow, command. */
  readonly heldMs: number;
}

/** Who is stuck, why and since when; keeps those VMs out of monitor calls until they answer. */
export class Wards implements Lane<Vm> {
  readonly #clock: Clock;
  readonly #client: () => LibvirtClient | null;
  readonly #processes: QemuProcesses | null;
  readonly #heldMs: number;
  /** VMs whose process was seen unable to answer, in this poll. */
  #still = new Set<Vm>();

  constructor({ clock, client, processes, heldMs }: WardsOptions) {
    this.#clock = clock;
    this.#client = client;
    this.#processes = processes;
    this.#heldMs = heldMs;
  }

  /** Leaves out who cannot answer: quarantined before, or its process is seen to stand still now. */
  async admit(vms: readonly Vm[]): Promise<Vm[]> {
    const before = this.#still;
    this.#still = new Set();
    const waiting: Vm[] = [];
    for (const vm of vms) {
      const state = this.#look(vm);
      if (state === 'stopped') this.#hold(vm, state);
      if (state === 'waiting') waiting.push(vm);
    }
    if (waiting.length > 0) await this.#clock.sleep(SECOND_LOOK_MS);
    for (const vm of waiting) if (this.#look(vm) === 'waiting') this.#hold(vm, 'waiting');
    for (const vm of before) if (!this.#still.has(vm) && !vm.quarantined) this.heal(vm);
    return vms.filter((vm) => !vm.quarantined && !this.#still.has(vm));
  }

  async culprits(vms: readonly Vm[]): Promise<readonly Vm[]> {
    const client = this.#client();
    const found: Vm[] = [];
    for (const vm of vms) {
      const hold = client ? await holdOf(client, vm) : null;
      if (!hold || hold.ms < this.#heldMs) continue;
      found.push(vm);
      this.#say(vm, stuckTrouble(this.#clock, hold.ms, sentences.noAnswer));
    }
    return found;
  }

  quarantine(vm: Vm): void {
    vm.quarantined = true;
    if (vm.entity.trouble?.kind !== 'stuck') this.#say(vm, stuckTrouble(this.#clock, 0, sentences.noAnswer));
  }

  heal(vm: Vm): void {
    vm.quarantined = false;
    vm.entity.trouble = null;
  }

  /** A record came back without what the monitor gives: says who holds it, as far as the daemon knows. */
  async explain(vm: Vm): Promise<void> {
    const client = this.#client();
    const hold = client ? await holdOf(client, vm) : null;
    if (!hold) vm.entity.trouble = null;
    else if (hold.job) this.#say(vm, { ...stuckTrouble(this.#clock, hold.ms, sentences.job), kind: 'busy' });
    // Occupied for long: some other client's call hangs in this QEMU.
    else if (hold.ms > 5000) this.#say(vm, stuckTrouble(this.#clock, hold.ms, sentences.noAnswer));
    else this.#say(vm, { ...stuckTrouble(this.#clock, hold.ms, sentences.busy), kind: 'busy' });
  }

  /** The record was whole: whatever there was is over. */
  well(vm: Vm): void {
    if (vm.entity.trouble && !vm.quarantined && !this.#still.has(vm)) vm.entity.trouble = null;
  }

  forget(vm: Vm): void {
    this.#still.delete(vm);
    this.#processes?.forget(vm.entity.id);
  }

  #look(vm: Vm): string {
    return this.#processes?.state(vm.entity.id, vm.domain.name, vm.domain.id) ?? 'unknown';
  }

  #hold(vm: Vm, state: 'stopped' | 'waiting'): void {
    this.#still.add(vm);
    this.#say(vm, stuckTrouble(this.#clock, 0, processTrouble[state] ?? sentences.noAnswer));
  }

  /** The first time a trouble of a kind was seen counts: its age must grow, not jump. */
  #say(vm: Vm, trouble: Trouble): void {
    const before = vm.entity.trouble;
    const since = before?.kind === trouble.kind ? Math.min(before.since, trouble.since) : trouble.since;
    vm.entity.trouble = { ...trouble, since };
  }
}
