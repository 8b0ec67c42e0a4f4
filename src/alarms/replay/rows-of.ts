import type { Entity } from '../../model/entity.ts';
import type { EntityReader, History, HistoryReader } from '../../store/mod.ts';
import { patternsOf } from '../evaluate/pattern-index.ts';
import { instanceIn } from '../rule/patterns.ts';
import type { Rule } from '../rule/rule.ts';

const MAX_ROWS = 20_000;
/** Values in memory at one time, 18 bytes each. */
const CHUNK_VALUES = 500_000;

/** The series that a rule looks at, of some entities. */
export interface RuleSeries {
  /** Metrics of each entity that has any. */
  readonly metrics: ReadonlyMap<Entity, readonly string[]>;
  /** In all. */
  readonly count: number;
}

export function seriesOf(
  { conditions }: Rule,
  entities: readonly Entity[],
  store: Pick<EntityReader, 'metrics'>,
): RuleSeries {
  const patterns = [...new Set(conditions.flatMap(patternsOf))];
  const metrics = new Map<Entity, string[]>();
  let count = 0;
  for (const entity of entities) {
    const names = store
      .metrics(entity)
      .filter((name) => patterns.some((one) => instanceIn(one, name) !== null));
    if (names.length === 0) continue;
    metrics.set(entity, names);
    count += names.length;
  }
  return { metrics, count };
}

export interface RowsQuery {
  readonly history: Pick<HistoryReader, 'history'>;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Longer rows are read where there would be more. */
  readonly mostValues: number;
  readonly signal: AbortSignal;
}

/** The rows of series, as many entities at a time as memory allows. Rejects with the reason of the signal. */
export async function* rowsOf(series: RuleSeries, query: RowsQuery): AsyncGenerator<History, void> {
  const { history, start, end, mostValues, signal } = query;
  const most = Math.min(MAX_ROWS, Math.max(1, Math.floor(mostValues / Math.max(1, series.count))));
  const metricsOf = (entity: Entity): readonly string[] => series.metrics.get(entity) ?? [];
  let stepMs = Math.max(1, Math.ceil((end - start) / most));
  for (const entities of chunksOf(series, most)) {
    const read = await history.history({ entities, metrics: [], metricsOf, start, end, stepMs, signal });
    ({ stepMs } = read);
    yield read;
  }
}

/** Entities whose values are in memory together. */
function* chunksOf({ metrics }: RuleSeries, rows: number): Generator<Entity[], void> {
  let [chunk, values]: [Entity[], number] = [[], 0];
  for (const [entity, { length }] of metrics) {
    chunk.push(entity);
    values += length * rows;
    if (values < CHUNK_VALUES) continue;
    yield chunk;
    [chunk, values] = [[], 0];
  }
  if (chunk.length > 0) yield chunk;
}
