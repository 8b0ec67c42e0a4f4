import { number, significant } from '../../lib/text/json.ts';
import type { FactName } from '../../model/facts.ts';
import type { Condition } from '../../model/health.ts';
import type { LatestTable } from '../../store/mod.ts';
import { conditionView } from '../entities/entity-view.ts';
import { objectChunks, type JsonChunks } from '../http/json-chunks.ts';
import { columnText, reasonsText } from './table.ts';
import type { Rows } from './table-rows.ts';

/** A table as it was sent, which nothing changes any more. */
export interface TableState {
  readonly latest: LatestTable;
  /** JSON texts by name; conditions are without their age. */
  readonly lists: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<FactName, string>;
}

export function stateOf(latest: LatestTable, rows: Rows, facts: readonly FactName[]): TableState {
  return {
    latest,
    lists: new Map(rows.texts.map(([name, json]) => [name, json()])),
    facts: new Map(facts.map((name) => [name, rows.facts(name)])),
  };
}

/** What describes the entities of a table as it was sent, at `now` (epoch ms). */
export function rowsOfState({ lists, facts }: TableState, now: number): Pick<Rows, 'lists' | 'facts'> {
  return {
    lists: Array.from(lists, ([name, json]) => [
      name,
      () => (name === 'conditions' ? aged(json, now) : json),
    ]),
    facts: (name) => facts.get(name) ?? '[]',
  };
}

/** Whether the rows are the same entities in the same order: else the whole table is needed. */
export function hasSameRows(before: TableState, after: TableState): boolean {
  return before.lists.get('ids') === after.lists.get('ids');
}

/** Whether the rows are described as before, besides their numbers. */
export function hasSameTexts(before: TableState, after: TableState): boolean {
  const isEqual = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
    a.entries().every(([name, json]) => b.get(name) === json);
  return isEqual(before.lists, after.lists) && isEqual(before.facts, after.facts);
}

/**
 * What makes one table of another with the same rows: of lists and of columns of which few cells changed `[[row, …],
 * [value, …]]`, of other columns all, of reasons those of the metrics where they changed.
 */
export function changeChunks(before: TableState, after: TableState, now: number): JsonChunks {
  const pairs = after.latest.columns.entries().map(([metric, column]) => {
    return [metric, () => columnChange(before.latest.columns.get(metric), column)] as const;
  });
  const columns = pairs.toArray();
  return objectChunks([
    ['time', number(after.latest.time / 1000)],
    ['lists', objectChunks(listMembers(before.lists, after.lists, now))],
    ['facts', objectChunks(listMembers(before.facts, after.facts, now))],
    ['cells', objectChunks(changesOf(columns, 'cells'))],
    ['columns', objectChunks(changesOf(columns, 'whole'))],
    ['reasons', objectChunks(reasonMembers(before.latest, after.latest))],
  ]);
}

interface ColumnChange {
  readonly kind: 'same' | 'cells' | 'whole';
  readonly json: string;
}

function* changesOf(
  columns: readonly (readonly [metric: string, change: () => ColumnChange])[],
  wanted: 'cells' | 'whole',
): Iterable<[name: string, json: string]> {
  for (const [metric, change] of columns) {
    const { kind, json } = change();
    if (kind === wanted) yield [metric, json];
  }
}

/** Those of columns, which tables that share a column share too. A column must not keep all before it. */
const columnChanges = new WeakMap<Float64Array, { before: WeakRef<Float64Array>; change: ColumnChange }>();

function columnChange(before: Float64Array | undefined, after: Float64Array): ColumnChange {
  if (!before) return { kind: 'whole', json: columnText(after) };
  const known = columnChanges.get(after);
  if (known?.before.deref() === before) return known.change;
  const change = compare(before, after);
  columnChanges.set(after, { before: new WeakRef(before), change });
  return change;
}

function compare(before: Float64Array, after: Float64Array): ColumnChange {
  const rows: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < after.length; row++) {
    const [was, is] = [before[row] as number, after[row] as number];
    if (was === is || (Number.isNaN(was) && Number.isNaN(is))) continue;
    const shown = significant(is);
    if (significant(was) === shown) continue;
    rows.push(row);
    values.push(shown);
  }
  if (rows.length === 0) return { kind: 'same', json: '' };
  // A cell takes half as much again as it does in its column.
  if (rows.length > after.length / 2) return { kind: 'whole', json: columnText(after) };
  return { kind: 'cells', json: JSON.stringify([rows, values]) };
}

function* listMembers(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  now: number,
): Iterable<[name: string, json: string]> {
  for (const [name, json] of after) {
    const earlier = before.get(name) ?? '[]';
    if (json === earlier) continue;
    const values = parsed(json);
    const was = parsed(earlier);
    const rows = Array.from(values.keys()).filter((row) => JSON.stringify(values[row]) !== JSON.stringify(was[row])); // prettier-ignore
    const changed = rows.map((row) => values[row]);
    const written = name === 'conditions' ? aged(JSON.stringify(changed), now) : JSON.stringify(changed);
    yield [name, `[${JSON.stringify(rows)},${written}]`];
  }
}

function* reasonMembers(before: LatestTable, after: LatestTable): Iterable<[name: string, json: string]> {
  for (const [metric, codes] of after.reasons) {
    const earlier = before.reasons.get(metric);
    if (!earlier || Buffer.compare(earlier, codes) !== 0) yield [metric, reasonsText(codes)];
  }
}

function parsed(json: string): unknown[] {
  return JSON.parse(json) as unknown[];
}

/** Conditions as they are sent. */
function aged(json: string, now: number): string {
  return JSON.stringify((JSON.parse(json) as (Condition | null)[]).map((one) => conditionView(one, now)));
}
