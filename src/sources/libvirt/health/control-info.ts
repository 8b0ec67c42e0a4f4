import { DeadlineError, type LibvirtClient } from '@virtscope/libvirt';
import type { Vm } from '../vm.ts';

/** virDomainControlState: what occupies a domain's monitor. */
const JOB = 1;
const OCCUPIED = 2;

/** The call answers in 3 ms also for a hung domain; only the teardown of a big guest can delay it. */
const CONTROL_DEADLINE_MS = 1000;
const PING_DEADLINE_MS = 500;

/** A year: a longer time that a daemon reports is no time. */
const LONGEST_MS = 366 * 86_400_000;

/** What occupies a domain's monitor, and for how long. */
export interface JobInfo {
  /** A job such as a migration, a call into QEMU, or the daemon, which cannot look at the domain. */
  readonly by: 'job' | 'call' | 'daemon';
  readonly ms: number;
}

/**
 * Asks the daemon what occupies a domain (virDomainGetControlInfo), without touching its QEMU. A domain about which
 * the daemon does not answer, while it answers otherwise, is occupied too, as during its teardown. At most one such
 * question is left open.
 */
export class ControlInfo {
  #open: { readonly vm: Vm; readonly settled: Promise<void> } | null = null;

  /** Questions the daemon has not answered. */
  get unanswered(): number {
    return this.#open ? 1 : 0;
  }

  /** Null when nothing occupies the domain, or nothing is known about it. */
  async read(client: LibvirtClient, vm: Vm): Promise<JobInfo | null> {
    if (this.#open) return this.#open.vm === vm ? { by: 'daemon', ms: CONTROL_DEADLINE_MS } : null;
    try {
      const { state, stateTimeMs } = await client.controlInfo(vm.domain, { deadlineMs: CONTROL_DEADLINE_MS });
      const ms = Math.min(Number(stateTimeMs), LONGEST_MS);
      return state === JOB || state === OCCUPIED ? { by: state === JOB ? 'job' : 'call', ms } : null;
    } catch (error) {
      // A question that never left the queue proves nothing about the domain.
      if (!(error instanceof DeadlineError) || !error.sent) return null;
      const open = { vm, settled: error.settled };
      this.#open = open;
      const close = (): void => void (this.#open = null);
      error.settled.then(close, close);
      return (await answers(client)) ? { by: 'daemon', ms: CONTROL_DEADLINE_MS } : null;
    }
  }
}

/** Whether the daemon itself answers: a call that concerns no domain and goes to its priority workers. */
async function answers(client: LibvirtClient): Promise<boolean> {
  return client.libVersion({ deadlineMs: PING_DEADLINE_MS }).then(
    () => true,
    () => false,
  );
}
