import type { Table } from '../../../src/api/wire/table.ts';
import { lightOf } from '../../../src/model/light.ts';
import { stateWord } from './light.ts';

export interface Wanted {
  /** Words that must all be in the name (or begin the id); `is:red`, `is:running` ask for light or state. */
  search: string;
  /** A metric's name, or `name`, `state`, `age`. */
  sort: string;
  descending: boolean;
  /** Only machines on this host; null for all. */
  host: string | null;
}

/** Names as people count: web9 before web10. */
const compareNames = new Intl.Collator('en', { numeric: true }).compare;

const ranks = new WeakMap<readonly string[], Uint32Array>();

/** Place of each row by name. The names of a live table rarely change, so this is done once for many orders. */
export function nameRanks(names: readonly string[]): Uint32Array {
  const known = ranks.get(names);
  if (known) return known;
  const rank = new Uint32Array(names.length);
  const order = names.map((_, row) => row).sort((a, b) => compareNames(names[a] ?? '', names[b] ?? ''));
  for (const [place, row] of order.entries()) rank[row] = place;
  ranks.set(names, rank);
  return rank;
}

/** Rows of the table that are wanted, in order. Unknown values come last whichever way the order goes. */
export function orderRows(table: Table, wanted: Wanted): number[] {
  const accept = filter(wanted.search);
  const rows: number[] = [];
  for (let row = 0; row < table.ids.length; row++) {
    if (wanted.host !== null && table.hosts[row] !== wanted.host) continue;
    if (accept(table, row)) rows.push(row);
  }
  const rank = nameRanks(table.names);
  const byName = (a: number, b: number): number => (rank[a] ?? 0) - (rank[b] ?? 0);
  const sign = wanted.descending ? -1 : 1;
  if (wanted.sort === 'name') return rows.sort((a, b) => sign * byName(a, b));
  const keys = sortKeys(table, wanted.sort, sign);
  return rows.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || byName(a, b));
}

/** A number per row that sorts upwards. */
function sortKeys(table: Table, sort: string, sign: number): Float64Array {
  if (sort === 'age') {
    return Float64Array.from(table.conditions, (condition) => (condition ? sign * condition.age : 0));
  }
  if (sort === 'state') {
    const words = [...new Set(table.states.map(stateWord))].sort();
    return Float64Array.from(table.states, (state) => sign * words.indexOf(stateWord(state)));
  }
  const values = table.columns[sort] ?? [];
  // Finite, so that two unknown values are equal and their difference is no NaN.
  return Float64Array.from(table.ids, (_, row) => sign * (values[row] ?? sign * Number.MAX_VALUE));
}

function filter(search: string): (table: Table, row: number) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (table, row) =>
    words.every((word) => {
      const name = table.names[row]?.toLowerCase() ?? '';
      if (!word.startsWith('is:')) return name.includes(word) || (table.ids[row]?.startsWith(word) ?? false);
      const asked = word.slice(3);
      const state = table.states[row] ?? '';
      return [state, stateWord(state), lightOf('VM', state, table.conditions[row] ?? null)].includes(asked);
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
