import type { ParamValue, TypedParam } from '../codec/typed-param.ts';
import { INDEX, resolveField } from './schema.ts';

/** One element of an array: its index in the names, which may leave holes, and its fields. */
export interface StatsItem {
  index: number;
  [field: string]: StatsNode;
}
/** A level of the hierarchy; where names have an index, the elements are under `items`. */
export interface StatsTree {
  items?: StatsItem[];
  [field: string]: StatsNode | undefined;
}
export type StatsNode = ParamValue | StatsTree | StatsItem[];

/**
 * Makes the dotted names of a record a hierarchy: `block.1.rd.bytes` becomes
 * `block.items[…].rd.bytes` of the item whose `index` is 1 (`id` is a field of cache banks). Names the schema lacks are kept whole under `raw`.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { tree } from './tree.ts';
 *
 * const params = [
 *   { field: 'vcpu.current', type: 2, value: 1 },
 *   { field: 'vcpu.2.time', type: 4, value: 7n },
 * ] as const;
 * assert.deepEqual(tree({ params }), { vcpu: { current: 1, items: [{ index: 2, time: 7n }] } });
 * ```
 */
export function tree(record: { params: readonly TypedParam[] }): StatsTree {
  const root: StatsTree = {};
  const raw: [string, ParamValue][] = [];
  for (const { field, value } of record.params) {
    if (resolveField(field) === null || !place(root, field.split('.'), value)) raw.push([field, value]);
  }
  if (raw.length > 0) root['raw'] = Object.fromEntries(raw);
  return root;
}

/** False when the place is taken: a leaf where a level is needed, or the reverse. */
function place(root: StatsTree, segments: string[], value: ParamValue): boolean {
  const leaf = segments.pop()!;
  let level: StatsTree | StatsItem = root;
  for (const segment of segments) {
    const next: StatsTree | StatsItem | null = INDEX.test(segment)
      ? itemOf(level, Number(segment))
      : levelOf(level, segment);
    if (next === null) return false;
    level = next;
  }
  if (Object.hasOwn(level, leaf)) return false;
  level[leaf] = value;
  return true;
}

function levelOf(parent: StatsTree | StatsItem, name: string): StatsTree | null {
  if (name === 'items') return null;
  if (!Object.hasOwn(parent, name)) {
    const level: StatsTree = {};
    parent[name] = level;
    return level;
  }
  const found = parent[name];
  return typeof found === 'object' && !Array.isArray(found) ? found : null;
}

function itemOf(parent: StatsTree, index: number): StatsItem {
  parent.items ??= [];
  // Fields of one element come together, so the last is nearly always the one.
  const found =
    parent.items.at(-1)?.index === index
      ? parent.items.at(-1)
      : parent.items.find((item) => item.index === index);
  if (found) return found;
  const item: StatsItem = { index };
  parent.items.push(item);
  return item;
}
