import { hostOf, type Entity, type EntityClass } from '../model/entity.ts';
import { labelName, type Label } from './labels.ts';

/** What is said of every entity of a class beside its values. */
export interface StateFamily {
  /** `info`: always 1, says something by its labels, and its samples are named `…_info`. */
  readonly kind: 'info' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** Labels besides the entity's own, and the value; `hostName` is that of the host it is on, null where unknown. */
  readonly sample: (
    entity: Entity,
    hostName: string | null,
  ) => { readonly labels: readonly Label[]; readonly value: number };
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
    sample(entity, hostName) {
      const { state, source, stateReason, labels } = entity;
      const host = hostOf(entity);
      const more = new Map<string, string>();
      if (host !== null) more.set('host', hostName ?? host);
      more.set('state', state);
      more.set('source', source);
      if (stateReason !== null) more.set('reason', stateReason);
      for (const [key, value] of Object.entries(labels)) more.set(labelName(key), value);
      return { labels: [...more], value: 1 };
    },
  };
}
