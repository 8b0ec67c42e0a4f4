import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { isPausedByIoError } from '../health/failure.ts';
import type { MonitorCalls } from './monitor-calls.ts';
import type { Vm } from '../vm.ts';

/** VMs asked about in one poll: when storage goes, all of a host's VMs pause at once. */
const MAX_ASKED = 16;
/** As many as the protocol has room for (REMOTE_DOMAIN_DISK_ERRORS_MAX). */
const MAX_ERRORS = 256;
/** Disks named in a sentence, and characters of a name. */
const MAX_NAMED = 8;
const MAX_NAME = 64;

/** virDomainDiskErrorCode. */
const words: Readonly<Record<number, string>> = { 1: 'an unspecified error', 2: 'no space left' };

/**
 * Asks which disk of a VM that an I/O error paused has which error (virDomainGetDiskErrors). The call goes to QEMU's
 * monitor and has no NOWAIT, so it is made as the monitor calls are: of VMs that answer, within the number of calls
 * that may ever hang. Once a pause: until the VM goes on its errors stay what they are.
 * @param vms those that answered their monitor in this poll
 */
export async function askDiskErrors(
  client: LibvirtClient,
  vms: readonly Vm[],
  { calls, clock, until }: { calls: MonitorCalls<Vm>; clock: Clock; until: number },
): Promise<void> {
  const paused = vms.filter(
    (vm) => isPausedByIoError(vm) && vm.diskErrors === null && !vm.health.isQuarantined,
  );
  for (const vm of paused.slice(0, MAX_ASKED)) {
    if (calls.limiter.usable <= 0 || clock.monotonic() >= until || calls.waiting.has(vm)) return;
    const { stateChanges } = vm;
    const note = (diskErrors: readonly string[]): void => {
      // An answer that came late can be about a pause that is over.
      if (vm.stateChanges === stateChanges) vm.diskErrors = diskErrors;
    };
    const question = {
      send: () =>
        client.connection.call(
          'DOMAIN_GET_DISK_ERRORS',
          { domain: vm.domain, maxErrors: MAX_ERRORS, flags: 0 },
          { deadlineMs: Infinity },
        ),
      accept: ({ errors }: { errors: readonly { disk: string; error: number }[] }) =>
        note(errors.slice(0, MAX_NAMED).map(sentence)),
      // Refused, or no answer that makes sense: nothing is known of its disks.
      fail: () => note([]),
      skip: () => undefined,
    };
    await calls.askTogether([vm], question, until);
  }
}

function sentence({ disk, error }: { disk: string; error: number }): string {
  return `${disk.slice(0, MAX_NAME)} has ${words[error] ?? `error ${error}`}`;
}
