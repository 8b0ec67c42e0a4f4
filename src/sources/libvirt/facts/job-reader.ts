import { LibvirtError, ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import type { FactReadings } from '../../../lib/fact-readings.ts';
import type { Clock } from '../../../model/clock.ts';
import type { MonitorCalls } from '../calls/monitor-calls.ts';
import { noDeadline } from '../calls/serial-calls.ts';
import type { Quarantine } from '../health/quarantine.ts';
import type { Vm } from '../vm.ts';
import { isWritable } from './disk-sizes.ts';
import { diskJob, domainJob, jobFacts, type Job } from './jobs.ts';
import { unknown, unknownBecause } from './reasons.ts';
import type { VmFacts } from './vm-facts.ts';

/** Disks of a VM that are asked for a job. */
const MAX_DISKS = 32;

export interface JobReaderOptions {
  readonly clock: Clock;
  readonly monitorCalls: MonitorCalls<Vm>;
  readonly quarantine: Quarantine;
  /** Time that a call may take before its VM is looked at, twice: as in a poll. */
  readonly patienceMs: number;
  readonly vmFacts: VmFacts;
  readonly isPolling: () => boolean;
}

/** What came back: `none` where it was not answered, `later` where a poll began before it was asked. */
type Answer<T> = { readonly value: T } | 'refused' | 'none' | 'later';

/**
 * Reads the jobs of a VM. Such a call takes a job of its own in the daemon and can wait for QEMU, so it is made as the
 * monitor calls of a poll are, within the number of calls that may ever hang (docs/adr/0002), and between polls, where
 * none of them meets it.
 */
export class JobReader {
  readonly #options: JobReaderOptions;

  constructor(options: JobReaderOptions) {
    this.#options = options;
  }

  /** Whether a VM can be asked now. */
  get mayAsk(): boolean {
    const { isPolling, monitorCalls } = this.#options;
    return !isPolling() && monitorCalls.limiter.usable > 0;
  }

  /** Reads the jobs of a running VM; false where a poll began meanwhile, and it is to be read anew. */
  async read(client: LibvirtClient, vm: Vm): Promise<boolean> {
    const readings = await this.#read(client, vm);
    if (readings && vm.active) this.#options.vmFacts.put(vm, readings);
    return readings !== null;
  }

  /** What can be known of a running VM that is not asked. */
  leave(vm: Vm): void {
    if (vm.health.occupation?.by === 'job') this.#options.vmFacts.put(vm, unknownJob(vm));
  }

  async #read(client: LibvirtClient, vm: Vm): Promise<FactReadings | null> {
    const jobs: Job[] = [];
    const whole = await this.#ask(client, vm, () => client.jobStats(vm.domain, noDeadline));
    if (whole === 'later') return null;
    if (whole === 'none') return unknownJob(vm);
    if (whole !== 'refused' && whole.value) jobs.push(domainJob(whole.value));
    // A backup is a job of each of its disks too.
    const isBackup = whole !== 'refused' && whole.value?.operation === 'backup';
    for (const { key } of (vm.description?.disks ?? []).filter(isWritable).slice(0, MAX_DISKS)) {
      const own = await this.#ask(client, vm, () => client.blockJob(vm.domain, key, noDeadline));
      if (own === 'later') return null;
      if (own === 'none') return unknownJob(vm);
      if (own !== 'refused' && own.value && !(isBackup && own.value.kind === 'backup'))
        jobs.push(diskJob(own.value, key));
    }
    if (whole === 'refused' && jobs.length === 0) {
      return { job: unknown(unknownBecause.notReported), jobProgress: unknown(unknownBecause.notReported) };
    }
    return jobFacts(jobs);
  }

  async #ask<T>(client: LibvirtClient, vm: Vm, send: () => Promise<T>): Promise<Answer<T>> {
    const { clock, isPolling, monitorCalls, patienceMs, quarantine } = this.#options;
    const [free] = await quarantine.filter([vm]);
    if (isPolling()) return 'later';
    if (!free || monitorCalls.limiter.usable <= 0 || monitorCalls.waiting.has(vm)) return 'none';
    let answer: Answer<T> = 'none';
    const question = {
      send,
      accept: (value: T) => void (answer = { value }),
      fail: (error: unknown) => {
        if (error instanceof LibvirtError) answer = 'refused';
        if (error instanceof ProtocolError) client.connection.fail(error);
      },
      skip: () => undefined,
    };
    await monitorCalls.askTogether([vm], question, clock.monotonic() + 2 * patienceMs);
    return answer;
  }
}

/** Why the jobs of a VM are not known. */
function unknownJob({ health }: Vm): FactReadings {
  const reason = health.occupation?.by === 'job' ? unknownBecause.heldByJob : unknownBecause.notAnswered;
  return { job: unknown(reason), jobProgress: unknown(reason) };
}
