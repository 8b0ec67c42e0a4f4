import { tree, type TypedParam } from '@virtscope/libvirt';
import { exactJson, object, type Exact } from '../lib/text/json.ts';
import type { StatsRecord } from '../model/stats.ts';

/** A record as the hierarchy of its names: `block.0.rd.bytes` is `block.items[0].rd.bytes`, its `index` 0. */
export function treeJson({ name, uuid, partial, params }: StatsRecord): string {
  // Names come from the hypervisor's schema alone (others are under `raw`): none of them is one of these three.
  return exactJson({ name, uuid, partial, ...(treeOf(params) as Record<string, Exact>) });
}

/** A record with libvirt's own names in libvirt's order. */
export function flatJson({ name, uuid, partial, params }: StatsRecord): string {
  return object([
    ['name', JSON.stringify(name)],
    ['uuid', JSON.stringify(uuid)],
    ['partial', JSON.stringify(partial)],
    ['stats', object(params.map(([field, value]) => [field, exactJson(value)]))],
  ]);
}

/** Wire types that can hold the values; which one a value came as does not matter to the tree. */
const types = { bigint: 4, boolean: 6, string: 7, number: 5 } as const;

export function treeOf(params: StatsRecord['params']): ReturnType<typeof tree> {
  const typed = params.map(([field, value]) => {
    return { field, type: types[typeof value as keyof typeof types], value } as TypedParam;
  });
  return tree({ params: typed });
}
