import type { Table } from '../../../../src/api/wire/table.ts';
import { LIGHTS, lightOfRow, type Light } from '../../../../src/model/light.ts';
import { compareNames } from './names.ts';

/** What rows can be grouped by. */
export const groupings = ['host', 'tag'] as const;
export type Grouping = (typeof groupings)[number];

/** Numbers of a group: the known ones added up. */
export interface Sum {
  readonly sum: number;
  /** Rows whose number is unknown. */
  readonly unknown: number;
}

/** Rows that share a host or a tag. A machine with two tags is in two groups. */
export interface Group {
  /** Id of the host, or the tag; empty of rows without one. */
  readonly key: string;
  readonly name: string;
  /** In order. */
  readonly rows: readonly number[];
  /** The worst of its rows. */
  readonly light: Light;
}

/** A row as it is drawn: a machine, or the head of a group. */
export type Item =
  | { readonly kind: 'machine'; readonly key: string; readonly row: number }
  | { readonly kind: 'group'; readonly key: string; readonly group: Group; readonly isFolded: boolean };

/** Groups of ordered rows: the worst light first, then by name, those without a host or a tag last. */
export function groupRows(
  table: Table,
  rows: readonly number[],
  by: Grouping,
  hostNames: ReadonlyMap<string, string>,
): Group[] {
  const byKey = new Map<string, number[]>();
  for (const row of rows) {
    for (const key of keysOf(table, row, by)) {
      const group = byKey.get(key);
      if (group) group.push(row);
      else byKey.set(key, [row]);
    }
  }
  const none = by === 'host' ? 'host unknown' : 'no tag';
  const groups = Array.from(byKey, ([key, members]): Group => {
    const name = key === '' ? none : by === 'host' ? (hostNames.get(key) ?? key) : key;
    return { key, name, rows: members, light: worst(table, members) };
  });
  const rank = ({ light }: Group): number => LIGHTS.indexOf(light === 'off' ? 'ok' : light);
  return groups.sort(
    (a, b) =>
      rank(a) - rank(b) || Number(a.key === '') - Number(b.key === '') || compareNames(a.name, b.name),
  );
}

/** The rows drawn: heads, and the machines of groups that are not folded. */
export function itemsOf(groups: readonly Group[], { ids }: Table, folded: ReadonlySet<string>): Item[] {
  const items: Item[] = [];
  for (const group of groups) {
    const isFolded = folded.has(group.key);
    items.push({ kind: 'group', key: `group ${group.key}`, group, isFolded });
    if (isFolded) continue;
    for (const row of group.rows) items.push({ kind: 'machine', key: `${ids[row]} ${group.key}`, row });
  }
  return items;
}

/** Adds up what is known of a column of numbers or a fact. */
export function sumOf(values: readonly unknown[] | undefined, rows: readonly number[]): Sum {
  let [sum, unknown] = [0, 0];
  for (const row of rows) {
    const value = values?.[row];
    if (typeof value === 'number') sum += value;
    else unknown++;
  }
  return { sum, unknown };
}

function keysOf({ hosts, facts }: Table, row: number, by: Grouping): readonly string[] {
  if (by === 'host') return [hosts[row] ?? ''];
  const tags = facts['tags']?.[row];
  return Array.isArray(tags) && tags.length > 0 ? [...new Set(tags)] : [''];
}

function worst(table: Table, rows: readonly number[]): Light {
  let place: number = LIGHTS.length - 1;
  for (const row of rows) {
    place = Math.min(place, LIGHTS.indexOf(lightOfRow('VM', table, row)));
  }
  return LIGHTS[place] ?? 'unknown';
}
