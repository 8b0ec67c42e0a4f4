import { omissions, type Omission } from '../limits.ts';
import type { Vm } from '../vm.ts';

/** Whether limits left out anything of a VM: of almost all nothing, and a poll asks ten thousand. */
export function isPartial({ description, net, monitor, raw }: Vm): boolean {
  const parts = (description?.omitted.size ?? 0) + (net?.omitted.size ?? 0) + (monitor?.omitted.size ?? 0);
  return parts + raw.leftOut > 0;
}

/** What limits left out of one VM; a device that both its XML and a record have counts once. */
export function omittedOf(vm: Vm): Map<Omission, number> {
  const counts = new Map<Omission, number>();
  for (const part of [vm.description, vm.net, vm.monitor]) {
    for (const [what, count] of part?.omitted ?? []) counts.set(what, Math.max(count, counts.get(what) ?? 0));
  }
  if (vm.raw.leftOut > 0) counts.set('raw', vm.raw.leftOut);
  return counts;
}

/** `2 devices beyond 256 of their kind`. */
export function omissionText(what: Omission, count: number): string {
  return `${count} ${omissions[what]}`;
}
