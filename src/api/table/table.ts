import { number, numbers } from '../../lib/text/json.ts';
import type { FactName } from '../../model/facts.ts';
import { reasonCode } from '../../model/reason.ts';
import type { LatestTable } from '../../store/mod.ts';
import { columnsBody } from '../http/columns.ts';
import type { Services } from '../context.ts';
import { objectChunks, type JsonChunks } from '../http/json-chunks.ts';
import type { Rows } from './table-rows.ts';

/** Newest values as JSON, a column for each metric; `rows` describes the entities of the table. */
export function tableChunks(
  { stepMs }: Pick<Services, 'stepMs'>,
  latest: LatestTable,
  rows: Pick<Rows, 'lists' | 'facts'>,
  facts: readonly FactName[] = [],
): JsonChunks {
  const factMembers = facts.map((name) => [name, pieceOf(() => rows.facts(name))] as const);
  return objectChunks([
    ['time', number(latest.time / 1000)],
    ['step', number(stepMs / 1000)],
    ...rows.lists.map(([name, json]) => [name, pieceOf(json)] as const),
    ['facts', objectChunks(factMembers)],
    ...valueMembers(latest),
  ]);
}

/** The same values as columns of doubles, without the properties of the entities. */
export function tableColumns({ time, entities, columns }: LatestTable): Buffer<ArrayBuffer> {
  const header = { time: time / 1000, ids: entities.map(({ id }) => id), columns: [...columns.keys()] };
  return columnsBody(header, [...columns.values()]);
}

/** The values alone: for readers that have the table and know that its rows are the same. */
export function valueChunks(latest: LatestTable): JsonChunks {
  return objectChunks([['time', number(latest.time / 1000)], ...valueMembers(latest)]);
}

/** One that is made when it is its turn. */
function* pieceOf(make: () => string): JsonChunks {
  yield make();
}

function valueMembers({ columns, reasons }: LatestTable): [name: string, json: JsonChunks][] {
  return [
    ['columns', objectChunks(columns.entries().map(([name, column]) => [name, columnText(column)]))],
    ['reasons', objectChunks(reasonMembers(reasons))],
  ];
}

function* reasonMembers(reasons: ReadonlyMap<string, Uint8Array>): Iterable<[name: string, json: string]> {
  for (const [name, codes] of reasons) {
    const json = reasonsText(codes);
    if (json !== '{}') yield [name, json];
  }
}

/** Texts of columns, which many readers of different tables share until the next batch. */
const columnTexts = new WeakMap<Float64Array, string>();
const reasonTexts = new WeakMap<Uint8Array, string>();

/** A column as JSON. */
export function columnText(column: Float64Array): string {
  let text = columnTexts.get(column);
  if (text === undefined) columnTexts.set(column, (text = numbers(column)));
  return text;
}

/** Reasons of a column as JSON, by row. */
export function reasonsText(codes: Uint8Array): string {
  let text = reasonTexts.get(codes);
  if (text === undefined) reasonTexts.set(codes, (text = sparse(codes)));
  return text;
}

/** `{"3":"stuck"}`: only what is unknown has a reason. */
function sparse(codes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== 0) text += `${text ? ',' : ''}"${i}":"${reasonCode(code)}"`;
  }
  return `{${text}}`;
}
