import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { chunk } from '../../lib/chunk.ts';
import type { Clock } from '../../model/clock.ts';
import type { HistoryColumn, HistoryQuery } from '../interfaces/history-reader.ts';

/** What is read in one go, in values: some milliseconds. A column costs as much as so many of them, however short. */
const valuesAtOnce = 60_000;
const perColumn = 16;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;

/**
 * Reads the columns of a query part by part, in their order: what is read at once is bounded, the event loop turns in
 * between, and the query's signal ends it.
 *
 * @param size.each values that are read of one metric of one entity.
 */
export async function readInParts(
  query: HistoryQuery,
  { each, clock }: { each: number; clock: Clock },
  read: (part: HistoryQuery) => Promise<readonly HistoryColumn[]>,
): Promise<HistoryColumn[]> {
  const yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
  const columns: HistoryColumn[] = [];
  for (const part of partsOf(query, each)) {
    query.signal?.throwIfAborted();
    for (const column of await read(part)) columns.push(column);
    if (yielder.isDue()) await yielder.pause();
  }
  query.signal?.throwIfAborted();
  return columns;
}

/** A few entities with all their metrics, or a few metrics of one. */
function* partsOf(query: HistoryQuery, each: number): Iterable<HistoryQuery> {
  const { entities, metrics, metricsOf } = query;
  const most = valuesAtOnce / (each + perColumn);
  const widest = metricsOf
    ? Math.max(0, ...entities.map((entity) => metricsOf(entity).length))
    : metrics.length;
  if (metricsOf || widest <= most) {
    for (const group of chunk(entities, most / widest)) yield { ...query, entities: group };
    return;
  }
  for (const entity of entities) {
    for (const group of chunk(metrics, most)) yield { ...query, entities: [entity], metrics: group };
  }
}
