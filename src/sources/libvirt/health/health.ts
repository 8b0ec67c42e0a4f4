import type { EntityCondition } from '../../../model/health.ts';
import type { Vm } from '../vm.ts';
import type { JobInfo } from './control-info.ts';
import { failureOf } from './failure.ts';
import { processReason, type ProcessState } from './process.ts';

/** What occupies a VM's monitor, and since when (epoch ms). */
export interface Occupation {
  readonly by: JobInfo['by'];
  readonly since: number;
  /** Whether it has been so for longer than any call that is answered takes. */
  readonly hangs: boolean;
}

/** Facts from which the condition of a VM is derived, besides its state. */
export interface HealthFacts {
  /** Why the daemon cannot be reached; null while it can. */
  unreachable: string | null;
  /** Its QEMU process, when it was last looked at. */
  process: ProcessState;
  /** A monitor call waits for it: it is left out of all others. */
  isQuarantined: boolean;
  /** Null while nothing is known to occupy its monitor. */
  occupation: Occupation | null;
}

/** Nothing is known to be wrong. */
export function healthyFacts(): HealthFacts {
  return { unreachable: null, process: 'unknown', isQuarantined: false, occupation: null };
}

const stuckSentences = {
  call: 'QEMU does not answer its monitor',
  job: 'a job (migration, save, snapshot) holds its monitor',
  daemon: 'the hypervisor daemon does not answer questions about it',
} as const;
const busySentences = { ...stuckSentences, call: 'another client holds its monitor' } as const;

/**
 * The condition of a VM: unreachable before stuck, before busy, before failed, as each hides the ones after it. Null when
 * nothing is wrong.
 *
 * @param now epoch ms: `since` of a condition that is new
 */
export function healthOf(vm: Vm, now: number): EntityCondition | null {
  const { unreachable } = vm.health;
  if (unreachable !== null) return { kind: 'unreachable', since: now, reason: unreachable };
  return stuck(vm, now) ?? busy(vm) ?? failed(vm);
}

/** Whether a call that asks its monitor or takes a job would have to wait. */
export function isOccupied({ health }: Vm): boolean {
  return standsStill(health.process) || health.isQuarantined || health.occupation !== null;
}

/** Whether a process in this state cannot answer. */
export function standsStill(process: ProcessState): process is keyof typeof processReason {
  return process === 'stopped' || process === 'waiting';
}

function stuck({ health }: Vm, now: number): EntityCondition | null {
  const { process, isQuarantined, occupation } = health;
  if (standsStill(process)) return { kind: 'stuck', since: now, reason: processReason[process] };
  if (!isQuarantined && !occupation?.hangs) return null;
  const { by, since } = occupation ?? { by: 'call', since: now };
  return { kind: 'stuck', since, reason: stuckSentences[by] };
}

function busy({ health: { occupation } }: Vm): EntityCondition | null {
  return occupation && { kind: 'busy', since: occupation.since, reason: busySentences[occupation.by] };
}

/** A state that means a failure. */
function failed({ entity, diskErrors }: Vm): EntityCondition | null {
  const failure = failureOf(entity.state, entity.stateReason);
  if (failure === null) return null;
  const reason = diskErrors?.length ? `${failure}: ${diskErrors.join(', ')}` : failure;
  return { kind: 'failed', since: entity.stateSince, reason };
}
