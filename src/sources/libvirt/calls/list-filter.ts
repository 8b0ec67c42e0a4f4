import { LIST_FLAG } from '@virtscope/libvirt';
import type { Vm } from '../vm.ts';

export const ACTIVE = LIST_FLAG.active;
const ACTIVITY = LIST_FLAG.active | LIST_FLAG.inactive;
const STATES = LIST_FLAG.running | LIST_FLAG.paused | LIST_FLAG.shutoff | LIST_FLAG.other;
const byState: Readonly<Record<string, number>> = {
  running: LIST_FLAG.running,
  paused: LIST_FLAG.paused,
  shutoff: LIST_FLAG.shutoff,
};

/** Whether the list filters of a query let a VM through: AND between families, OR within one (libvirt's rule). */
export function passes({ domain, entity }: Vm, flags: number): boolean {
  const one = (family: number, has: number): boolean => (flags & family) === 0 || (flags & has) !== 0;
  const activity = domain.id >= 0 ? LIST_FLAG.active : LIST_FLAG.inactive;
  return one(ACTIVITY, activity) && one(STATES, byState[entity.state] ?? LIST_FLAG.other);
}
