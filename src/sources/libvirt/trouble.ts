import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../model/clock.ts';
import type { Trouble } from '../../model/entity.ts';
import type { Vm } from './vm.ts';

/** virDomainControlState: what holds a domain's monitor. */
const JOB = 1;
const OCCUPIED = 2;

/** The call answers in 3 ms also for a hung domain; only the teardown of a big guest can hold it up. */
const CONTROL_DEADLINE_MS = 1000;

/** How long something has held a domain's monitor; null when nothing does. */
export interface Hold {
  readonly job: boolean;
  readonly ms: number;
}

/** Asks who holds a domain, without touching its QEMU. A domain that cannot even be asked counts as held. */
export async function holdOf(client: LibvirtClient, vm: Vm): Promise<Hold | null> {
  try {
    const { state, stateTimeMs } = await client.controlInfo(vm.domain, { deadlineMs: CONTROL_DEADLINE_MS });
    if (state !== JOB && state !== OCCUPIED) return null;
    return { job: state === JOB, ms: Number(stateTimeMs) };
  } catch (error) {
    return error instanceof Error && error.name === 'DeadlineError'
      ? { job: false, ms: CONTROL_DEADLINE_MS }
      : null;
  }
}

export function stuckTrouble(clock: Clock, heldMs: number, reason: string): Trouble {
  return { kind: 'stuck', since: clock.now() - heldMs, reason };
}

/** Sentences for {@link Trouble.reason}. */
export const sentences = {
  noAnswer: 'QEMU does not answer its monitor',
  job: 'a job (migration, save, snapshot) holds its monitor',
  busy: 'another client holds its monitor',
} as const;
