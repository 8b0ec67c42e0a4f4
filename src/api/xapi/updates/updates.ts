import type { Xport } from '@virtscope/rrd';
import { EventLoopYielder } from '../../../lib/async/event-loop-yielder.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { Entity } from '../../../model/entity.ts';
import { InputError } from '../../../model/error.ts';
import type { ArchiveInfo, Consolidation, History, HistoryColumn } from '../../../store/mod.ts';
import type { Services } from '../../context.ts';
import { gridOf, type Grid } from '../rows/grid.ts';
import { commonNewest } from '../rows/newest.ts';
import { dataSourcesOf, type DataSource } from '../names.ts';
import { uuidOf } from '../refs.ts';
import { choose, type Chosen, type Wanted } from '../rows/selection.ts';

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
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** The series of one entity, and the place in the legend of the first. */
interface Subject {
  readonly dataSources: readonly DataSource[];
  readonly place: number;
}

/** Numbers one answer may hold. */
const maxValues = 8_000_000;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;
/** What is read in one go, in values: some milliseconds. A column costs as much as so many of them, however short. */
const valuesAtOnce = 60_000;
const perColumn = 8;
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
  const yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
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
  const subjects = new Map<Entity, Subject>();
  const legend: string[] = [];
  for (const entity of query.entities) {
    query.signal.throwIfAborted();
    if (yielder.isDue()) await yielder.pause();
    const dataSources = dataSourcesOf(entity, store.metrics(entity));
    subjects.set(entity, { dataSources, place: legend.length });
    for (const cf of chosen.cfs) {
      const prefix = `${cf}:${entity.class.toLowerCase()}:${uuidOf(entity)}:`;
      for (const { name } of dataSources) legend.push(prefix + name);
    }
  }
  let { stepMs } = chosen;
  for (;;) {
    const grid = gridOf(startMs, commonNewest(store, query.entities, stepMs) ?? newestMs, {
      ...chosen,
      stepMs,
    });
    const answer = await readGrid(services, { ...query, subjects, legend, cfs: chosen.cfs, grid, yielder });
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

/** What the rows of a grid are made of. */
interface Reading {
  readonly subjects: ReadonlyMap<Entity, Subject>;
  readonly legend: readonly string[];
  readonly cfs: readonly Consolidation[];
  readonly grid: Grid;
  readonly yielder: EventLoopYielder;
  readonly signal: AbortSignal;
}

/** The answer, or the longer rows that the store had to answer in: then all must. */
async function readGrid(services: Services, reading: Reading): Promise<Xport | number> {
  const { subjects, legend, cfs, grid, yielder, signal } = reading;
  const { startMs, stepMs, endMs } = grid;
  const width = legend.length;
  const rows = width > 0 ? grid.rows : 0;
  const count = width * rows;
  if (Math.max(count, width) > maxValues) {
    throw new InputError('QUERY_INVALID', `Cannot read updates: ${count} values, at most ${maxValues}`);
  }
  const values = new Float64Array(count);
  const most = (subjects.size * valuesAtOnce) / (width * (rows + perColumn));
  const classes = Map.groupBy(subjects.keys(), (entity) => entity.class).values();
  for (const group of classes.flatMap((all) => chunk(services.store.storedOrder(all), most))) {
    if (yielder.isDue()) await yielder.pause();
    const history = rows > 0 ? await readGroup(services, reading, { group, rows }) : null;
    if (history && history.stepMs > stepMs) return history.stepMs;
    const columnsOf = columnsByEntity(history?.columns ?? [], cfs.length);
    // Row 0 is the newest; the history may begin later and end earlier.
    const newest = history ? (endMs - history.start) / stepMs - 1 : 0;
    for (const entity of group) {
      const { dataSources, place } = subjects.get(entity) as Subject;
      const columns = columnsOf(entity);
      const sources = cfs.flatMap((_, i) =>
        dataSources.map(({ metric, rule: { factor } }) => {
          return { factor, values: columns.get(metric)?.[i]?.values };
        }),
      );
      for (let row = 0; row < rows; row++) {
        let at = row * width + place;
        for (const source of sources) {
          values[at++] = (source.values?.[newest - row] ?? Number.NaN) * source.factor;
        }
      }
      signal.throwIfAborted();
      if (yielder.isDue()) await yielder.pause();
    }
  }
  const timesMs = Array.from({ length: rows }, (_, row) => endMs - row * stepMs);
  return { startMs, stepMs, endMs, legend, timesMs, values };
}

function readGroup(
  { store }: Services,
  { subjects, cfs, grid: { stepMs, endMs }, signal }: Reading,
  { group, rows }: { group: readonly Entity[]; rows: number },
): Promise<History> {
  const metrics = new Map(
    group.map((entity) => {
      const names = subjects.get(entity)?.dataSources.map(({ metric }) => metric);
      return [entity, [...new Set(names)]];
    }),
  );
  return store.history({
    entities: group,
    metrics: [],
    metricsOf: (entity) => metrics.get(entity) ?? [],
    start: endMs - rows * stepMs,
    end: endMs,
    stepMs,
    cfs,
    reasons: false,
    signal,
  });
}

/** Called for each entity in the order of the columns: those of its metrics, one for each of so many functions. */
function columnsByEntity(
  columns: readonly HistoryColumn[],
  functions: number,
): (entity: Entity) => ReadonlyMap<string, readonly HistoryColumn[]> {
  let at = 0;
  return (entity) => {
    const own = new Map<string, readonly HistoryColumn[]>();
    for (let first = columns[at]; first?.entity === entity; first = columns[at]) {
      own.set(first.metric, columns.slice(at, (at += functions)));
    }
    return own;
  };
}
