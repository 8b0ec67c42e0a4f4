import type { Xport } from '@virtscope/rrd';
import { Breather } from '../../lib/breather.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { Consolidation, History } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { gridOf, type Grid } from './grid.ts';
import { dataSourcesOf, type DataSource } from './names.ts';
import { uuidOf } from './refs.ts';
import { choose, type Chosen } from './selection.ts';

/** What a request for updates asks. */
export interface UpdatesQuery {
  /** In the order of the legend. */
  readonly entities: readonly Entity[];
  /** Epoch ms; negative: ms before the newest row. */
  readonly start: number;
  /** Rows at least as long. */
  readonly intervalMs: number;
  /** All that are kept when null. */
  readonly cf: Consolidation | null;
}

/** The series of one entity. */
interface Subject {
  readonly entity: Entity;
  readonly dataSources: readonly DataSource[];
}

/** Numbers one answer may hold. */
const maxValues = 4_000_000;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;
const nothing = new Float64Array(0);

/**
 * Rows after a start of all data sources of some entities, the newest first, as XAPI's `rrd_updates` has them: in one
 * length for all, which is raised until it reaches back to the start. Nothing to answer is an empty answer.
 *
 * @throws InputError QUERY_INVALID for a function that is not kept, or an answer that would be too large.
 */
export async function readUpdates(services: Services, query: UpdatesQuery): Promise<Xport> {
  const { store, clock } = services;
  const breather = new Breather({ budgetMs, monotonic: () => clock.monotonic() });
  const newestMs = commonEnd(services, query.entities);
  const startMs = query.start < 0 ? newestMs + query.start : query.start;
  const chosen = chooseForAll(services, { ...query, start: startMs }, newestMs);
  const subjects: Subject[] = [];
  for (const entity of query.entities) {
    if (breather.isDue()) await breather.pause();
    subjects.push({ entity, dataSources: dataSourcesOf(entity, store.metrics(entity)) });
  }
  let { stepMs } = chosen;
  for (;;) {
    const grid = gridOf(startMs, newestMs, { ...chosen, stepMs });
    const answer = await readGrid(services, subjects, chosen.cfs, grid, breather);
    if (typeof answer !== 'number') return answer;
    stepMs = answer;
  }
}

/** End of the newest row that all sources have: one that is just about to deliver it must not end in a gap. */
function commonEnd({ store, stepMs, clock }: Services, entities: readonly Entity[]): number {
  const ends = [
    ...new Map(entities.map((entity) => [entity.source, store.newest(entity.class, entity.id)])).values(),
  ];
  const last = Math.max(0, ...ends);
  if (last === 0) return Math.floor(clock.now() / stepMs) * stepMs;
  return Math.min(...ends.filter((end) => end >= last - stepMs));
}

/** The coarsest of what the classes must take. */
function chooseForAll(
  { store, stepMs }: Services,
  { entities, start, intervalMs, cf }: UpdatesQuery,
  newestMs: number,
): Chosen {
  let coarsest: Chosen = { stepMs, rows: 0, cfs: [] };
  for (const cls of new Set(entities.map((entity) => entity.class))) {
    const chosen = choose(store.archives(cls), { startMs: start, intervalMs, cf }, newestMs);
    if (!chosen) throw new InputError('QUERY_INVALID', `Cannot read updates: no row of ${cf} is kept`);
    if (coarsest.rows === 0 || chosen.stepMs > coarsest.stepMs) coarsest = chosen;
  }
  return coarsest;
}

/** The answer, or the longer rows that the store had to answer in: then all must. */
async function readGrid(
  { store }: Services,
  subjects: readonly Subject[],
  cfs: readonly Consolidation[],
  grid: Grid,
  breather: Breather,
): Promise<Xport | number> {
  const { startMs, stepMs, endMs } = grid;
  const legend = subjects.flatMap(({ entity, dataSources }) => {
    const id = `${entity.class.toLowerCase()}:${uuidOf(entity)}`;
    return cfs.flatMap((cf) => dataSources.map(({ name }) => `${cf}:${id}:${name}`));
  });
  const rows = legend.length > 0 ? grid.rows : 0;
  const count = legend.length * rows;
  if (count > maxValues) {
    throw new InputError('QUERY_INVALID', `Cannot read updates: ${count} values, at most ${maxValues}`);
  }
  const values = new Float64Array(count).fill(Number.NaN);
  let column = 0;
  for (const { entity, dataSources } of rows > 0 ? subjects : []) {
    const metrics = [...new Set(dataSources.map(({ metric }) => metric))];
    const start = endMs - rows * stepMs;
    const history = await store.history({ entities: [entity], metrics, start, end: endMs, stepMs, cfs });
    if (history.stepMs > stepMs) return history.stepMs;
    const columns = columnsOf(history);
    for (const cf of cfs) {
      for (const { metric, rule } of dataSources) {
        const from = columns.get(`${cf} ${metric}`) ?? nothing;
        // Row 0 is the newest; the history may begin later and end earlier.
        const newest = (endMs - history.start) / stepMs - 1;
        for (let row = 0; row < rows; row++) {
          values[row * legend.length + column] = (from[newest - row] ?? Number.NaN) * rule.factor;
        }
        column += 1;
      }
    }
    if (breather.isDue()) await breather.pause();
  }
  const timesMs = Array.from({ length: rows }, (_, row) => endMs - row * stepMs);
  return { startMs, stepMs, endMs, legend, timesMs, values };
}

function columnsOf({ columns }: History): Map<string, Float64Array> {
  return new Map(columns.map(({ cf, metric, values }) => [`${cf} ${metric}`, values]));
}
