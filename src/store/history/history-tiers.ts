import { rowEndAt } from '../../lib/interval.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { ClassArchive } from '../archive/class-archive.ts';
import { selectArchive, type ArchiveSelection } from '../archive/select-archive.ts';
import type { Head } from '../head/head.ts';
import {
  Consolidation,
  type ArchiveInfo,
  type History,
  type HistoryColumn,
  type HistoryQuery,
  type Top,
  type TopQuery,
} from '../interfaces/history-reader.ts';
import { answerInSlices } from './answer-in-slices.ts';
import { mergeRows, overlay } from './merge-rows.ts';
import { readInParts } from './read-in-parts.ts';
import { topOf } from './top.ts';

export interface HistoryTiersOptions {
  readonly head: Head;
  readonly clock: Clock;
  /** The archives on disk; none while history is in memory only. */
  readonly archives: () => ReadonlyMap<EntityClass, ClassArchive>;
  /** Epoch ms at which an entity was first seen; Infinity for one that never was. */
  readonly since: (entity: Entity) => number;
  /** Whether the clock is behind the newest row. */
  readonly isBehind: () => boolean;
}

/** Rows that are enough to compare machines by: fewer than fill ten minutes or two hours, so that those are read in memory. */
const topRows = 13;
const everyCf = Object.values(Consolidation);

/** Rows of the past: of memory where that reaches, of files where not. */
export class HistoryTiers {
  readonly #options: HistoryTiersOptions;
  readonly #head: Head;
  readonly #clock: Clock;

  constructor(options: HistoryTiersOptions) {
    this.#options = options;
    this.#head = options.head;
    this.#clock = options.clock;
  }

  get #archives(): ReadonlyMap<EntityClass, ClassArchive> {
    return this.#options.archives();
  }

  async history(query: HistoryQuery): Promise<History> {
    await this.caughtUp(classOf(query));
    if (query.archive) return this.#rows(query, query.archive);
    const { start, stepMs, cfs = ['AVERAGE'] } = query;
    const archive = this.#archives.get(classOf(query));
    if (!archive) return this.#inMemory(query);
    return this.#rows(query, selectArchive(this.#infos(archive, query.entities), { start, stepMs, cfs }));
  }

  storedOrder(entities: readonly Entity[]): Entity[] {
    const archive = entities[0] && this.#archives.get(entities[0].class);
    return archive ? archive.storedOrder(entities) : [...entities];
  }

  /** @param entities those that are ranked, the removed ones among them */
  async top(query: TopQuery, entities: readonly Entity[]): Promise<Top> {
    const { class: cls, metric, start, end, cf, limit, signal } = query;
    const cfs = [...new Set([Consolidation.average, cf])];
    const own = { entities, metrics: [metric], start, end, cfs, ...(signal && { signal }) };
    const archives = this.archives(cls, entities);
    const from = Math.min(...archives.map(({ oldest, stepMs }) => (oldest ?? Infinity) - stepMs));
    const heldMs = Math.min(end, this.#clock.now()) - Math.max(start, from);
    const stepMs = Math.max(1, Math.ceil(heldMs / topRows));
    const choice = selectArchive(archives, { start, stepMs, cfs });
    // Rows as they are: made into longer ones they would leave out what does not fill one.
    const rows = { ...choice, factor: 1, stepMs: choice.rowMs };
    const history = await this.#rows(own, rows);
    const since = ({ entity }: HistoryColumn): number => this.firstSeen(entity);
    return answerInSlices(topOf({ history, metric, cf, limit, since }), this.#clock, signal);
  }

  archives(cls: EntityClass, entities?: readonly Entity[]): readonly ArchiveInfo[] {
    const archive = this.#archives.get(cls);
    if (archive) return this.#infos(archive, entities);
    const { rows, stepMs } = this.#head;
    return [{ stepMs, rows, cfs: everyCf, ...this.#boundsOf(cls, entities) }];
  }

  /** Epoch ms at which the newest row of an entity ends, of a step. */
  newest({ class: cls, source }: Entity, stepMs: number): number {
    const newest = this.#head.newest(source);
    const archive = this.#archives.get(cls);
    if (!archive || stepMs === this.#head.stepMs) return newest;
    return Math.floor(Math.min(newest, archive.database.lastMs) / stepMs) * stepMs;
  }

  firstSeen(entity: Entity): number {
    const { stepMs } = this.#head;
    return rowEndAt(this.#options.since(entity), stepMs) - stepMs;
  }

  async caughtUp(cls: EntityClass): Promise<void> {
    await this.#archives.get(cls)?.database.caughtUp();
  }

  /**
   * Whether no file has more rows: of an entity that was removed, changed its source or lost a disk, files have. Yields where
   * the rest may wait.
   */
  *#isInMemory(
    { entities, metrics, metricsOf, start }: HistoryQuery,
    archive: ClassArchive,
  ): Generator<void, boolean> {
    const head = this.#head;
    if (start < head.since(entities)) return false;
    for (const entity of entities) {
      yield;
      if (head.entity(entity.class, entity.id) === null) return false;
      const from = Math.max(start, this.firstSeen(entity));
      const isHeld = (metricsOf?.(entity) ?? metrics).every((metric) => {
        const since = head.heldSince(entity, metric);
        return from >= since || (since === Infinity && !archive.has(entity, metric));
      });
      if (!isHeld) return false;
    }
    return true;
  }

  async #rows(query: HistoryQuery, choice: ArchiveSelection): Promise<History> {
    const { cfs = ['AVERAGE'] } = query;
    const archive = this.#archives.get(classOf(query));
    const isPoints = choice.rowMs === this.#head.stepMs;
    const inMemory = { ...query, stepMs: choice.stepMs };
    if (!archive) return this.#inMemory(inMemory);
    const isHeld = (): Promise<boolean> =>
      answerInSlices(this.#isInMemory(query, archive), this.#clock, query.signal);
    const { appends } = this.#head;
    if (isPoints && (await isHeld())) {
      const history = await this.#inMemory(inMemory);
      // The oldest row may have left memory meanwhile.
      if (this.#head.appends === appends || (await isHeld())) return history;
    }
    const range = this.#range(query, choice, archive);
    const { stepMs, askedStepMs, rowMs } = choice;
    const rows = (range.end - range.start) / stepMs;
    const size = { each: cfs.length * ((range.end - range.start) / rowMs), clock: this.#clock };
    const columns = await readInParts(query, size, async (part) => {
      if (isPoints) return this.#points(part, choice, range, archive);
      return (await archive.history({ ...part, ...choice, ...range, cfs })).columns;
    });
    return { ...range, stepMs, askedStepMs, rows, columns };
  }

  async #inMemory(query: HistoryQuery): Promise<History> {
    const range = this.#head.range(query);
    const points = (range.end - range.start) / this.#head.stepMs;
    const size = { each: points * (query.cfs?.length ?? 1), clock: this.#clock };
    const columns = await readInParts(query, size, async (part) => this.#head.columns(part, range));
    const { start, rows } = this.#head.range({ ...query, end: range.end });
    // Rows that left memory meanwhile are not all there.
    const left = Math.max(0, Math.min(range.rows, (start - range.start) / range.stepMs));
    if (left === 0) return { ...range, columns };
    const kept = columns.map(({ entity, metric, cf, values, reasons }) => {
      return { entity, metric, cf, values: values.subarray(left), reasons: reasons.subarray(left) };
    });
    return { ...range, start, rows, columns: kept };
  }

  /** Points are kept in memory too, where the newest may not be in a file yet. */
  #infos(archive: ClassArchive, entities?: readonly Entity[]): ArchiveInfo[] {
    // While the clock is behind, there are rows of later times.
    const now = this.#options.isBehind() ? this.#clock.now() : Infinity;
    const [finest, ...coarser] = archive.infos(now);
    if (!finest) return [];
    const head = this.#boundsOf(archive.class, entities);
    const oldest = Math.min(finest.oldest ?? Infinity, head.oldest ?? Infinity);
    const newest = Math.min(now, Math.max(finest.newest ?? 0, head.newest ?? 0));
    return [
      { ...finest, oldest: Number.isFinite(oldest) ? oldest : null, newest: newest || null },
      ...coarser,
    ];
  }

  #boundsOf(cls: EntityClass, entities?: readonly Entity[]): Pick<ArchiveInfo, 'oldest' | 'newest'> {
    return entities ? this.#head.bounds(entities) : this.#head.classBounds(cls);
  }

  /** The asked time as far as there are rows, on the grid of the step. */
  #range(
    query: HistoryQuery,
    { rowMs, stepMs }: ArchiveSelection,
    archive: ClassArchive,
  ): { start: number; end: number } {
    const info = this.#infos(archive, query.entities).find((one) => one.stepMs === rowMs);
    const [newest, oldest] = [info?.newest ?? 0, (info?.oldest ?? rowMs) - rowMs];
    const end = Math.floor(Math.min(query.end, newest) / stepMs) * stepMs;
    const first = Math.max(Math.floor(query.start / stepMs), Math.floor(oldest / stepMs)) * stepMs;
    return { start: Math.min(end, first), end };
  }

  /** Points of the files, and over them those of memory. */
  async #points(
    query: HistoryQuery,
    choice: ArchiveSelection,
    range: { start: number; end: number },
    archive: ClassArchive,
  ): Promise<HistoryColumn[]> {
    const { cfs = ['AVERAGE'] } = query;
    const { factor, rowMs } = choice;
    const points = { ...choice, ...range, factor: 1, stepMs: rowMs, cfs: ['AVERAGE'] as const };
    const history = await archive.history({ ...query, ...points });
    const columns: HistoryColumn[] = [];
    for (const { entity, metric, values, reasons } of history.columns) {
      const from = Math.max(range.start, Math.min(range.end, this.#head.heldSince(entity, metric)));
      const rows = this.#head.points(entity, metric, from, (range.end - from) / rowMs);
      if (rows) overlay({ values, reasons }, rows, (from - range.start) / rowMs);
      for (const cf of cfs)
        columns.push({ entity, metric, cf, ...mergeRows(cf, { values, reasons }, factor) });
    }
    return columns;
  }
}

function classOf({ entities }: HistoryQuery): EntityClass {
  return entities[0]?.class ?? 'VM';
}
