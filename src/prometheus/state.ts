import type { Entity, EntityClass } from '../model/entity.ts';
import { labelName, type Label } from './labels.ts';

/** What is said of every entity of a class beside its values. */
export interface StateFamily {
  /** `info`: always 1, says something by its labels, and its samples are named `…_info`. */
  readonly kind: 'info' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** Labels besides the entity's own, and the value. */
  readonly sample: (entity: Entity) => { readonly labels: readonly Label[]; readonly value: number };
}

export const stateFamilies: Readonly<Record<EntityClass, readonly StateFamily[]>> = {
  VM: [
    info('virtscope_vm', 'A VM'),
    {
      kind: 'gauge',
      name: 'virtscope_vm_state',
      help: 'The state a VM is in',
      sample: ({ state }) => ({ labels: [['state', state]], value: 1 }),
    },
    {
      kind: 'gauge',
      name: 'virtscope_vm_stuck',
      help: 'Whether the QEMU of a VM does not answer',
      sample: ({ condition }) => ({ labels: [], value: condition?.kind === 'stuck' ? 1 : 0 }),
    },
  ],
  host: [info('virtscope_host', 'A host')],
  source: [],
};

function info(name: string, help: string): StateFamily {
  return {
    kind: 'info',
    name,
    help,
    sample({ state, source, stateReason, labels }) {
      const more = new Map([['state', state], ['source', source]]); // prettier-ignore
      if (stateReason !== null) more.set('reason', stateReason);
      for (const [key, value] of Object.entries(labels)) more.set(labelName(key), value);
      return { labels: [...more], value: 1 };
    },
  };
}
