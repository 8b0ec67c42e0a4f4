import type { LibvirtClient } from '@virtscope/libvirt';
import { EventLoopYielder } from '../../../lib/async/event-loop-yielder.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Vm } from '../vm.ts';
import { ControlInfo, type JobInfo } from './control-info.ts';
import { healthyFacts, standsStill } from './health.ts';
import type { ProcessState, QemuProcesses } from './process.ts';
import type { StallDetector } from './stall-detector.ts';

/** Pause before a process that waits in the kernel is read again: an ordinary disk request has ended by then. */
const SECOND_LOOK_MS = 20;
/** Longest work on processes before the event loop turns: the first read of each opens files. */
const TURN_MS = 8;

/** A call of another client that has occupied a domain for so long hangs too. */
const HANGS_MS = 5000;

export interface QuarantineOptions {
  readonly clock: Clock;
  readonly client: () => LibvirtClient | null;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
  /** A domain that is occupied for less than this executes an ordinary, perhaps slow, command. */
  readonly heldMs: number;
}

/** Keeps VMs that cannot answer out of monitor calls until they do, and collects the facts of their health. */
export class Quarantine implements StallDetector<Vm> {
  readonly controlInfo = new ControlInfo();
  readonly #options: QuarantineOptions;
  readonly #yielder: EventLoopYielder;

  constructor(options: QuarantineOptions) {
    this.#options = options;
    this.#yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => options.clock.monotonic() });
  }

  /** Leaves out VMs that cannot answer: those in quarantine, and those whose process stands still now. */
  async filter(vms: readonly Vm[]): Promise<Vm[]> {
    const waiting: Vm[] = [];
    for (const vm of vms) {
      const state = this.#processState(vm);
      if (state === 'waiting') waiting.push(vm);
      else this.#noteProcess(vm, state);
      if (this.#yielder.isDue()) await this.#yielder.pause();
    }
    if (waiting.length > 0) await this.#options.clock.sleep(SECOND_LOOK_MS);
    for (const vm of waiting) this.#noteProcess(vm, this.#processState(vm));
    return vms.filter(({ health }) => !health.isQuarantined && !standsStill(health.process));
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
    for (const { vm, job } of found) this.#note(vm, job);
    return found.map(({ vm }) => vm);
  }

  isolate({ health }: Vm): void {
    health.isQuarantined = true;
  }

  release({ health }: Vm): void {
    health.isQuarantined = false;
    health.occupation = null;
  }

  /** Notes why a record lacks the fields of the monitor: what occupies the VM, as far as the daemon knows. */
  async explain(vm: Vm): Promise<void> {
    const client = this.#options.client();
    const job = client ? await this.controlInfo.read(client, vm) : null;
    if (job) this.#note(vm, job);
    else this.noteAnswer(vm);
  }

  /** A whole record: nothing occupies the monitor. */
  noteAnswer({ health }: Vm): void {
    if (!health.isQuarantined) health.occupation = null;
  }

  /** The VM begins another run, or is removed. */
  forget({ entity, health }: Vm): void {
    this.#options.processes?.forget(entity.id);
    Object.assign(health, healthyFacts(), { unreachable: health.unreachable });
  }

  #processState(vm: Vm): ProcessState {
    return this.#options.processes?.state(vm.entity.id, vm.domain.name, vm.domain.id) ?? 'unknown';
  }

  #noteProcess({ health }: Vm, process: ProcessState): void {
    // What occupied a process that stood still may be over.
    if (standsStill(health.process) && !standsStill(process) && !health.isQuarantined)
      health.occupation = null;
    health.process = process;
  }

  #note({ health }: Vm, { by, ms }: JobInfo): void {
    const since = this.#options.clock.now() - ms;
    health.occupation = { by, since, hangs: by !== 'job' && ms > HANGS_MS };
  }
}
