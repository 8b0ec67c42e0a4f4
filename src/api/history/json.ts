import { number, object } from '../../lib/text/json.ts';
import type { Entity } from '../../model/entity.ts';
import type { Reason } from '../../model/reason.ts';
import { lookup } from '../../model/vocabulary.ts';
import type { Consolidation, History, HistoryColumn } from '../../store/mod.ts';
import { numberChunks, objectChunks, type JsonChunks } from '../http/json-chunks.ts';
import { gapsOf, gapsOfAbsent, seriesGaps, sparseReasons } from './gaps.ts';
import { byFunction } from './read.ts';

type Member = readonly [name: string, json: JsonChunks];

/** One metric of one instance, exact: a column for each function. */
export function historyChunks(
  history: History,
  { cfs, metric, next }: { cfs: readonly Consolidation[]; metric: string; next: string },
): JsonChunks {
  const { first, bands } = byFunction(history, cfs);
  const only = (columns: readonly HistoryColumn[]): HistoryColumn => columns[0] as HistoryColumn;
  const data = (columns: readonly HistoryColumn[]): JsonChunks => numberChunks(only(columns).values, true);
  const reasons = sparseReasons(only(first));
  return objectChunks([
    ...timeMembers(history),
    ['cf', JSON.stringify(cfs[0])],
    ['units', unitOf(metric)],
    ['data', data(first)],
    ...bandsMember(bands.map(([cf, columns]) => [cf, data(columns)])),
    ...(Object.keys(reasons).length > 0 ? [['reasons', JSON.stringify(reasons)] as const] : []),
    ['next', JSON.stringify(next)],
  ]);
}

export interface Several {
  readonly cfs: readonly Consolidation[];
  readonly next: string;
  readonly textOf: (reason: number) => string;
  /** Metrics that were asked for, and why those are unknown that have no column. */
  readonly asked: readonly string[];
  readonly absence: Reason;
}

/** Several metrics of one instance. */
export function historiesChunks(
  history: History,
  { cfs, next, textOf, asked, absence }: Several,
): JsonChunks {
  const { first, bands } = byFunction(history, cfs);
  const byMetric = (columns: readonly HistoryColumn[]): JsonChunks =>
    objectChunks(columns.map(({ metric, values }) => [metric, numberChunks(values)]));
  const gaps = [...gapsOfAbsent(history, asked, absence, textOf), ...gapsOf(history, first, textOf)];
  return objectChunks([
    ...timeMembers(history),
    ['cf', JSON.stringify(cfs[0])],
    ['columns', byMetric(first)],
    ...bandsMember(bands.map(([cf, columns]) => [cf, byMetric(columns)])),
    ['units', object(first.map(({ metric }) => [metric, unitOf(metric)]))],
    ['gaps', JSON.stringify(gaps)],
    ['next', JSON.stringify(next)],
  ]);
}

/** Makes the sentences of reasons as the source of an entity has them. */
export type SentencesOf = (entity: Entity) => (reason: number) => string;

/**
 * The same metrics of many instances; each series has its function where there are several.
 *
 * @param sentencesOf where series have their gaps; those of the first function.
 */
export function seriesChunks(
  history: History,
  cfs: readonly Consolidation[],
  sentencesOf: SentencesOf | null = null,
): JsonChunks {
  const gapsOfColumn = (column: HistoryColumn): string =>
    sentencesOf === null || column.cf !== cfs[0]
      ? ''
      : `,"gaps":${JSON.stringify(seriesGaps(history, column, sentencesOf(column.entity)))}`;
  const list = seriesList(history.columns, cfs.length > 1, gapsOfColumn);
  return objectChunks([...timeMembers(history), ['series', list]]);
}

/** Flat, for there are thousands: chunks within chunks cost as much as their numbers. */
function* seriesList(
  columns: readonly HistoryColumn[],
  saysFunction: boolean,
  gapsOfColumn: (column: HistoryColumn) => string,
): JsonChunks {
  let before = '[';
  for (const column of columns) {
    const { entity, metric, cf, values } = column;
    const named = saysFunction ? `,"cf":"${cf}"` : '';
    yield `${before}{"id":${JSON.stringify(entity.id)},"metric":${JSON.stringify(metric)}${named},"data":`;
    yield* numberChunks(values);
    yield gapsOfColumn(column);
    before = '},';
  }
  yield before === '[' ? '[]' : '}]';
}

function timeMembers({ start, end, stepMs, askedStepMs, notes }: History): Member[] {
  const members: Member[] = [
    ['start', number(start / 1000)],
    ['end', number(end / 1000)],
    ['step', number(stepMs / 1000)],
  ];
  if (askedStepMs !== null) members.push(['stepAsked', number(askedStepMs / 1000)]);
  if (notes) members.push(['notes', JSON.stringify(notes)]);
  return members;
}

function bandsMember(bands: readonly Member[]): Member[] {
  return bands.length > 0 ? [['bands', objectChunks(bands)]] : [];
}

function unitOf(metric: string): string {
  return JSON.stringify(lookup(metric)?.metric.unit ?? null);
}
