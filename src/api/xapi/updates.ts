import type { Xport } from '@virtscope/rrd';
import { Breather } from '../../lib/breather.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { ArchiveInfo, Consolidation, History } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { gridOf, type Grid } from './grid.ts';
import { commonNewest } from './newest.ts';
import { dataSourcesOf, type DataSource } from './names.ts';
import { uuidOf } from './refs.ts';
import { choose, type Chosen, type Wanted } from './selection.ts';

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
/** Where there is nothing to choose from. */
const none: Chosen = { stepMs: 1000, rows: 0, cfs: [] };

/**
 * Rows after a start of all data sources of some entities, the newest first, as XAPI's `rrd_updates` has them: in one
 * length for all, which is raised until it reaches back to the start. Nothing to answer is an empty answer.
 *
 * @throws InputError QUERY_INVALID for a function that is not kept, or an answer that would be too large.
 */
export async function readUpdates(services: Services, query: UpdatesQuery): Promise<Xport> {
  const { store, clock } = services;
  const breather = new Breather({ budgetMs, monotonic: () => clock.monotonic() });
  const classes = [...new Set(query.entities.map((entity) => entity.class))].map((cls) =>
    store.archives(cls),
  );
  const newest = commonNewest(store, query.entities, services.stepMs);
  const newestMs = newest ?? clock.now();
  const startMs = query.start < 0 ? newestMs + query.start : query.start;
  const chosen =
    newest === null
      ? { ...none, stepMs: services.stepMs }
      : chooseForAll(classes, { ...query, startMs }, newest);
  const subjects: Subject[] = [];
  for (const entity of query.entities) {
    if (breather.isDue()) await breather.pause();
    subjects.push({ entity, dataSources: dataSourcesOf(entity, store.metrics(entity)) });
  }
  let { stepMs } = chosen;
  for (;;) {
    const grid = gridOf(startMs, commonNewest(store, query.entities, stepMs) ?? newestMs, {
      ...chosen,
      stepMs,
    });
    const answer = await readGrid(services, subjects, chosen.cfs, grid, breather);
    if (typeof answer !== 'number') return answer;
    stepMs = answer;
  }
}

/** The coarsest of what the classes must take. */
function chooseForAll(
  classes: readonly (readonly ArchiveInfo[])[],
  wanted: Wanted,
  newestMs: number,
): Chosen {
  const [first, ...others] = classes.map((archives) => choose(archives, wanted, newestMs) ?? refuse(wanted));
  if (!first) return none;
  return others.reduce((coarsest, choice) => (choice.stepMs > coarsest.stepMs ? choice : coarsest), first);
}

function refuse({ cf }: Wanted): never {
  throw new InputError('QUERY_INVALID', `Cannot read updates: no row of ${cf} is kept`);
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
