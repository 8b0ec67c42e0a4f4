import { number, object } from '../../lib/text/json.ts';
import { describe } from '../../model/vocabulary.ts';
import type { Consolidation, History, HistoryColumn } from '../../store/mod.ts';
import { numberPieces, objectPieces, type Pieces } from '../http/json-chunks.ts';
import { gapsOf, sparseReasons } from './gaps.ts';
import { byFunction } from './read.ts';

type Member = readonly [name: string, json: Pieces];

/** One metric of one instance, exact: a column for each function. */
export function historyPieces(
  history: History,
  { cfs, metric, next }: { cfs: readonly Consolidation[]; metric: string; next: string },
): Pieces {
  const { first, bands } = byFunction(history, cfs);
  const only = (columns: readonly HistoryColumn[]): HistoryColumn => columns[0] as HistoryColumn;
  const data = (columns: readonly HistoryColumn[]): Pieces => numberPieces(only(columns).values, true);
  const reasons = sparseReasons(only(first));
  return objectPieces([
    ...timeMembers(history),
    ['cf', JSON.stringify(cfs[0])],
    ['units', unitOf(metric)],
    ['data', data(first)],
    ...bandsMember(bands.map(([cf, columns]) => [cf, data(columns)])),
    ...(Object.keys(reasons).length > 0 ? [['reasons', JSON.stringify(reasons)] as const] : []),
    ['next', JSON.stringify(next)],
  ]);
}

/** Several metrics of one instance. */
export function historiesPieces(
  history: History,
  { cfs, next }: { cfs: readonly Consolidation[]; next: string },
): Pieces {
  const { first, bands } = byFunction(history, cfs);
  const byMetric = (columns: readonly HistoryColumn[]): Pieces =>
    objectPieces(columns.map(({ metric, values }) => [metric, numberPieces(values)]));
  return objectPieces([
    ...timeMembers(history),
    ['cf', JSON.stringify(cfs[0])],
    ['columns', byMetric(first)],
    ...bandsMember(bands.map(([cf, columns]) => [cf, byMetric(columns)])),
    ['units', object(first.map(({ metric }) => [metric, unitOf(metric)]))],
    ['gaps', JSON.stringify(gapsOf(history, first))],
    ['next', JSON.stringify(next)],
  ]);
}

/** The same metrics of many instances; each series says its function where there are several. */
export function seriesPieces(history: History, cfs: readonly Consolidation[]): Pieces {
  return objectPieces([...timeMembers(history), ['series', seriesList(history.columns, cfs.length > 1)]]);
}

/** Flat, for there are thousands: pieces within pieces cost as much as their numbers. */
function* seriesList(columns: readonly HistoryColumn[], saysFunction: boolean): Pieces {
  let before = '[';
  for (const { entity, metric, cf, values } of columns) {
    const named = saysFunction ? `,"cf":"${cf}"` : '';
    yield `${before}{"id":${JSON.stringify(entity.id)},"metric":${JSON.stringify(metric)}${named},"data":`;
    yield* numberPieces(values);
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
  return bands.length > 0 ? [['bands', objectPieces(bands)]] : [];
}

function unitOf(metric: string): string {
  return JSON.stringify(describe(metric)?.metric.unit ?? null);
}
