import type { Clock } from '../../../model/clock.ts';
import type { Vm } from '../vm.ts';

/**
 * Another client's call occupies a VM for some milliseconds: asked again the VM is free, unless it is really held.
 * The pause is random, or two readers with the same rhythm would meet again and again.
 */
const RETRIES = 2;
const RETRY_MS = 30;

/**
 * Asks again about the VMs whose monitor was busy, before monotonic time `until`.
 * @param busy emptied before each round; `ask` adds those that are busy again
 */
export async function retryBusy(
  busy: Vm[],
  ask: (vms: readonly Vm[]) => Promise<void>,
  { clock, until }: { clock: Clock; until: number },
): Promise<void> {
  for (let again = 0; again < RETRIES && busy.length > 0 && clock.monotonic() < until; again++) {
    await clock.sleep(RETRY_MS * (0.5 + Math.random()));
    await ask(busy.splice(0).filter((vm) => !vm.health.isQuarantined));
  }
}
