import type { LibvirtClient } from '@virtscope/libvirt';
import { EventLoopYielder } from '../../../lib/async/event-loop-yielder.ts';
import type { Clock } from '../../../model/clock.ts';
import type { EntityCondition } from '../../../model/health.ts';
import type { Vm } from '../vm.ts';
import { ControlInfo, type JobInfo } from './control-info.ts';
import { processReason, type ProcessState, type QemuProcesses } from './process.ts';
import type { StallDetector } from './stall-detector.ts';

/** Pause before a process that waits in the kernel is read again: an ordinary disk request is over by then. */
const SECOND_LOOK_MS = 20;
/** Work on processes before the event loop turns: the first read of each opens files. */
const TURN_MS = 8;

/** A call of another client that has occupied a domain for so long hangs too. */
const HANGS_MS = 5000;

const sentences = {
  call: 'QEMU does not answer its monitor',
  job: 'a job (migration, save, snapshot) holds its monitor',
  daemon: 'the hypervisor daemon does not answer questions about it',
  busy: 'another client holds its monitor',
} as const;

export interface QuarantineOptions {
  readonly clock: Clock;
  readonly client: () => LibvirtClient | null;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
  /** Occupied for less than this, a domain is in the middle of an ordinary, perhaps slow, command. */
  readonly heldMs: number;
}

/** Keeps stuck VMs out of monitor calls until they answer; knows the reason and the onset of each. */
export class Quarantine implements StallDetector<Vm> {
  readonly controlInfo = new ControlInfo();
  readonly #options: QuarantineOptions;
  readonly #yielder: EventLoopYielder;
  /** VMs whose process was stopped, or waited in the kernel, when it was last read. */
  readonly #standing = new Set<Vm>();

  constructor(options: QuarantineOptions) {
    this.#options = options;
    this.#yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => options.clock.monotonic() });
  }

  /** Leaves out VMs that cannot answer: those in quarantine, and those whose process stands still now. */
  async filter(vms: readonly Vm[]): Promise<Vm[]> {
    const standing = new Set<Vm>();
    const waiting: Vm[] = [];
    for (const vm of vms) {
      const state = this.#processState(vm);
      if (state === 'stopped') this.#markStanding(vm, state, standing);
      if (state === 'waiting') waiting.push(vm);
      if (this.#yielder.isDue()) await this.#yielder.pause();
    }
    if (waiting.length > 0) await this.#options.clock.sleep(SECOND_LOOK_MS);
    for (const vm of waiting)
      if (this.#processState(vm) === 'waiting') this.#markStanding(vm, 'waiting', standing);
    // What is known of the VMs that are not in this list stays: polls and requests call this in turn.
    for (const vm of vms) {
      if (standing.has(vm)) this.#standing.add(vm);
      else if (this.#standing.delete(vm) && !vm.quarantined) this.release(vm);
    }
    return vms.filter((vm) => !vm.quarantined && !standing.has(vm));
  }

  async blockers(vms: readonly Vm[], until: number): Promise<readonly Vm[]> {
    const held: { vm: Vm; job: JobInfo }[] = [];
    for (const vm of vms) {
      const client = this.#options.client();
      if (!client || this.#options.clock.monotonic() >= until) break;
      const job = await this.controlInfo.read(client, vm);
      if (job && job.ms >= this.#options.heldMs) held.push({ vm, job });
    }
    // A job does not delay statistics: it blocks a call only when nothing else does.
    const occupied = held.filter(({ job }) => job.by !== 'job');
    const found = occupied.length > 0 ? occupied : held;
    for (const { vm, job } of found) this.#setCondition(vm, 'stuck', job.ms, sentences[job.by]);
    return found.map(({ vm }) => vm);
  }

  isolate(vm: Vm): void {
    vm.quarantined = true;
    if (vm.entity.condition?.kind !== 'stuck') this.#setCondition(vm, 'stuck', 0, sentences.call);
  }

  release(vm: Vm): void {
    vm.quarantined = false;
    // A call that ended with the connection proves nothing about its VMs.
    if (vm.entity.condition?.kind !== 'unreachable') this.#clear(vm);
  }

  /** Sets the reason of a record without monitor fields: what occupies the VM, as far as the daemon knows. */
  async explain(vm: Vm): Promise<void> {
    const client = this.#options.client();
    const job = client ? await this.controlInfo.read(client, vm) : null;
    if (!job) this.noteAnswer(vm);
    else if (job.by === 'job') this.#setCondition(vm, 'busy', job.ms, sentences.job);
    else if (job.ms > HANGS_MS) this.#setCondition(vm, 'stuck', job.ms, sentences[job.by]);
    else this.#setCondition(vm, 'busy', job.ms, job.by === 'call' ? sentences.busy : sentences.daemon);
  }

  /** A whole record ends a condition of its VM. */
  noteAnswer(vm: Vm): void {
    if (!vm.quarantined && !this.#standing.has(vm)) this.#clear(vm);
  }

  /** The VM begins another run, or is removed. */
  forget(vm: Vm): void {
    this.#standing.delete(vm);
    this.#options.processes?.forget(vm.entity.id);
    vm.quarantined = false;
    this.#clear(vm);
  }

  #processState(vm: Vm): ProcessState {
    return this.#options.processes?.state(vm.entity.id, vm.domain.name, vm.domain.id) ?? 'unknown';
  }

  #markStanding(vm: Vm, state: 'stopped' | 'waiting', standing: Set<Vm>): void {
    standing.add(vm);
    this.#setCondition(vm, 'stuck', 0, processReason[state]);
  }

  /** Ends the conditions that are set here; a failed state ends with the next state. */
  #clear(vm: Vm): void {
    if (vm.entity.condition?.kind !== 'failed') vm.entity.condition = null;
    vm.stuckSince = null;
  }

  /** The earliest onset stays, also over a restart of the daemon: the age of a condition must grow, not jump. */
  #setCondition(vm: Vm, kind: EntityCondition['kind'], heldMs: number, reason: string): void {
    const before = vm.entity.condition;
    let since = this.#options.clock.now() - heldMs;
    if (before?.kind === kind) since = Math.min(before.since, since);
    if (kind === 'stuck') since = vm.stuckSince = Math.min(vm.stuckSince ?? since, since);
    vm.entity.condition = { kind, since, reason };
  }
}
