import type { Table } from '../../../../src/api/wire/table.ts';
import { FACTS, isFactName } from '../../../../src/model/facts.ts';
import { LIGHTS, lightOfRow, type LitRows } from '../../../../src/model/light.ts';
import { bounds } from './fleet-metrics.ts';
import { hostName } from '../hosts.ts';
import { compareNames, nameRanks } from './names.ts';
import { stateWord } from '../light.ts';

export interface Wanted {
  /** Rows that are wanted; null for all. */
  accept: ((row: number) => boolean) | null;
  /** Name of a metric or a fact, or `name`, `state`, `host`, `age`. */
  sort: string;
  descending: boolean;
  /** Only machines on this host; null for all. */
  host: string | null;
}

/** How much a row calls for attention, 0 most; the same for all that needs none. */
export function severities(table: LitRows): Uint8Array {
  return Uint8Array.from(table.states, (_, row) => {
    const light = lightOfRow('VM', table, row);
    return LIGHTS.indexOf(light === 'off' ? 'ok' : light);
  });
}

/** Rows of the table that are wanted, in order: what calls for attention first, and unknown values last whichever way the order goes. */
export function orderRows(table: Table, wanted: Wanted): number[] {
  const { accept, host, sort } = wanted;
  const rows: number[] = [];
  for (let row = 0; row < table.ids.length; row++) {
    if (host !== null && table.hosts[row] !== host) continue;
    if (!accept || accept(row)) rows.push(row);
  }
  const severity = severities(table);
  const rank = nameRanks(table.names);
  const sign = wanted.descending ? -1 : 1;
  const keys = sort === 'name' ? Float64Array.from(rank, (place) => sign * place) : sortKeys(table, sort, sign); // prettier-ignore
  return rows.sort(
    (a, b) =>
      (severity[a] ?? 0) - (severity[b] ?? 0) ||
      (keys[a] ?? 0) - (keys[b] ?? 0) ||
      (rank[a] ?? 0) - (rank[b] ?? 0),
  );
}

/** A number per row that sorts upwards. */
function sortKeys(table: Table, sort: string, sign: number): Float64Array {
  const { conditions, states, hosts } = table;
  if (sort === 'age') return Float64Array.from(conditions, (known) => (known ? sign * known.age : 0));
  if (sort === 'state') return wordKeys(states.map(stateWord), sign);
  if (sort === 'host') return wordKeys(hosts.map((id) => (id === null ? null : hostName(id))), sign); // prettier-ignore
  const values = isFactName(sort) ? table.facts[sort] : table.columns[sort];
  if (values?.some((value) => typeof value === 'string' || Array.isArray(value))) {
    return wordKeys(values.map((value) => (value === null ? null : String(value) || null)), sign); // prettier-ignore
  }
  // An uptime is the longer the earlier it began.
  const turned = isFactName(sort) && FACTS[sort].kind === 'time' ? -sign : sign;
  const bound = isFactName(sort) ? bounds[sort] : undefined;
  const least = bound && table.facts[bound];
  return Float64Array.from(table.ids, (_, row) => {
    const value = values?.[row] ?? least?.[row] ?? null;
    return value === null ? last : turned * Number(value);
  });
}

/** Key of what is unknown. Finite, so that two of them are equal and their difference is no NaN. */
const last = Number.MAX_VALUE;

function wordKeys(words: readonly (string | null)[], sign: number): Float64Array {
  const known = [...new Set(words)].filter((word) => word !== null).sort(compareNames);
  const places = new Map(known.map((word, place) => [word, place]));
  return Float64Array.from(words, (word) => (word === null ? last : sign * (places.get(word) ?? 0)));
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

/** Whether what calls for attention is first. */
export function isBySeverity(table: Table, rows: readonly number[]): boolean {
  const severity = severities(table);
  return rows.every((row, place) => (severity[rows[place - 1] ?? row] ?? 0) <= (severity[row] ?? 0));
}
