import type { Table } from './api.ts';
import { lightOf, stateWord } from './light.ts';

/** What a column sorts by: a metric's value, or one of the rows' own properties. */
export type SortKey = 'name' | 'state' | 'age' | (string & {});

export interface Wanted {
  /** Words that must all be in the name (or begin the id); `is:red`, `is:running` ask for light or state. */
  search: string;
  sort: SortKey;
  descending: boolean;
  /** Only machines on this host; null for all. */
  host: string | null;
}

/** Names as people count: web9 before web10. */
export const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/** Rows of the table that are wanted, in order. Unknown values come last whichever way the order goes. */
export function orderRows(table: Table, wanted: Wanted): number[] {
  const accept = filter(wanted.search);
  const rows: number[] = [];
  for (let row = 0; row < table.ids.length; row++) {
    if (wanted.host !== null && table.hosts[row] !== wanted.host) continue;
    if (accept(table, row)) rows.push(row);
  }
  const names = (a: number, b: number): number => compareNames(table.names[a] ?? '', table.names[b] ?? '');
  const sign = wanted.descending ? -1 : 1;
  if (wanted.sort === 'name') return rows.sort((a, b) => sign * names(a, b));
  if (wanted.sort === 'state') {
    const states = (row: number): string => stateWord(table.states[row] ?? '');
    return rows.sort((a, b) => sign * states(a).localeCompare(states(b)) || names(a, b));
  }
  const values =
    wanted.sort === 'age'
      ? table.troubles.map((trouble) => (trouble ? table.time - trouble.since : 0))
      : (table.columns[wanted.sort] ?? []);
  return rows.sort((a, b) => {
    const left = values[a] ?? null;
    const right = values[b] ?? null;
    if (left === null || right === null) return Number(left === null) - Number(right === null) || names(a, b);
    return sign * (left - right) || names(a, b);
  });
}

function filter(search: string): (table: Table, row: number) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (table, row) =>
    words.every((word) => {
      const name = table.names[row]?.toLowerCase() ?? '';
      if (!word.startsWith('is:')) return name.includes(word) || (table.ids[row]?.startsWith(word) ?? false);
      const asked = word.slice(3);
      const state = table.states[row] ?? '';
      return [state, stateWord(state), lightOf(state, table.troubles[row] ?? null)].includes(asked);
    });
}

/** The rows in the order their ids had before, newcomers last: rows do not move under a pointer. */
export function keepOrder(
  rows: readonly number[],
  ids: readonly string[],
  before: readonly string[],
): number[] {
  const rank = new Map(before.map((id, place) => [id, place]));
  const placeOf = (row: number): number => rank.get(ids[row] ?? '') ?? before.length;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}
