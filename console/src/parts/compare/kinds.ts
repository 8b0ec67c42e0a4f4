import type { Table } from '../../../../src/api/wire/table.ts';

/** Machines that have something in common with those compared, which come first. */
export interface Kind {
  /** What they have in common: `on host1`, `tagged web`, `of flavor m1.small`, `named web-…`. */
  readonly label: string;
  readonly ids: readonly string[];
}

/** What a row of the table is, by label: what two rows both have makes them of a kind. */
function traitsOf(table: Table, row: number, hostName: (id: string) => string): string[] {
  const { names, hosts, facts } = table;
  const [host, tags, flavor] = [hosts[row], facts['tags']?.[row], facts['flavor']?.[row]];
  const stem = /^(.*?[^\d])\d+$/.exec(names[row] ?? '')?.[1];
  return [
    ...(typeof host === 'string' ? [`on ${hostName(host)}`] : []),
    ...(Array.isArray(tags) ? tags.map((tag) => `tagged ${tag}`) : []),
    ...(typeof flavor === 'string' && flavor !== '' ? [`of flavor ${flavor}`] : []),
    ...(stem === undefined ? [] : [`named ${stem}…`]),
  ];
}

/** Buttons that a page has room for. */
const mostKinds = 8;

/**
 * The sets that have in common what all the compared have, each with one machine more at least.
 *
 * @param order rows in the order in which they are added.
 */
export function kindsOf(
  table: Table,
  compared: readonly string[],
  order: readonly number[],
  hostName: (id: string) => string,
): Kind[] {
  const rows = compared.map((id) => table.ids.indexOf(id)).filter((row) => row >= 0);
  const [first, ...rest] = rows.map((row) => new Set(traitsOf(table, row, hostName)));
  const common = rest.reduce((all, traits) => all.intersection(traits), first ?? new Set<string>());
  const members = new Map(Array.from(common, (label): [string, string[]] => [label, []]));
  const isCompared = new Set(compared);
  for (const row of order) {
    const id = table.ids[row];
    if (id === undefined || isCompared.has(id)) continue;
    for (const trait of traitsOf(table, row, hostName)) members.get(trait)?.push(id);
  }
  return [...members]
    .filter(([, others]) => others.length > 0)
    .slice(0, mostKinds)
    .map(([label, others]) => ({ label, ids: [...compared, ...others] }));
}
