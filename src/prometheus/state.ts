import { hostOf, type Entity, type EntityClass } from '../model/entity.ts';
import { labelName, type Label } from './labels.ts';

/** What is said of every entity of a class beside its values. */
export interface StateFamily {
  /** `info`: always 1, its content is in its labels, and its samples are named `…_info`. */
  readonly kind: 'info' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** Labels besides the entity's own, and the value; `hostName` is that of the host it is on, null where unknown. */
  readonly sample: (
    entity: Entity,
    hostName: string | null,
  ) => { readonly labels: readonly Label[]; readonly value: number };
}

/** Of a class that is not named here, an info family. */
const families: Partial<Record<EntityClass, readonly StateFamily[]>> = {
  VM: [
    info('VM'),
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
  // Its families are made of what the pipeline knows.
  source: [],
};

/** The families of a class, the same each time. */
export function stateFamiliesOf(cls: EntityClass): readonly StateFamily[] {
  return (families[cls] ??= [info(cls)]);
}

function info(cls: EntityClass): StateFamily {
  return {
    kind: 'info',
    name: `virtscope_${cls.toLowerCase()}`,
    help: `A ${cls}`,
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
