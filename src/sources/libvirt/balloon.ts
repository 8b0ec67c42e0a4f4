import { Reason } from '../../model/reason.ts';
import type { Machine } from './program.ts';
import type { MemorySlots, Vm } from './vm.ts';

/** Assumed where the XML has not been read yet. */
const DEFAULT_PERIOD_SECONDS = 10;
/** A guest that skipped this many periods has stopped reporting. */
const PERIODS = 3;

/**
 * Guest memory is a report of the balloon driver, made every so many seconds and kept by QEMU also when the guest
 * has stopped making it. Its time stamp is that of the guest's host; what counts is when we saw it change.
 * @param update `balloon.last-update`, epoch seconds, 0 for never
 */
export function balloonReason(vm: Vm, update: number, nowMs: number): Reason {
  if (update === 0) return Reason.noBalloonReport;
  if (update !== vm.balloonUpdate) {
    vm.balloonUpdate = update;
    vm.balloonSeenAt = nowMs;
  }
  const period = vm.description?.balloonPeriodSeconds ?? DEFAULT_PERIOD_SECONDS;
  return nowMs - vm.balloonSeenAt > PERIODS * period * 1000 ? Reason.staleBalloonReport : Reason.known;
}

/** Used memory from two numbers of the same report, never from one of the host and one of the guest. */
export function putUsedMemory({ total, available, used, usage }: MemorySlots, machine: Machine): void {
  const all = machine.values[total] ?? NaN;
  const taken = all - (machine.values[available] ?? NaN);
  if (Number.isNaN(taken) || all === 0) {
    machine.unknown(used, Reason.notReported);
    machine.unknown(usage, Reason.notReported);
    return;
  }
  machine.put(used, taken);
  machine.put(usage, taken / all);
}
