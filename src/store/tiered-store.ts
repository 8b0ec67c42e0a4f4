import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { hostOf, type Entity, type EntityClass } from '../model/entity.ts';
import type { EntityEvent } from '../model/event.ts';
import { Reason } from '../model/reason.ts';
import { selectArchive, type ArchiveSelection } from './archive/select-archive.ts';
import type { ClassArchive } from './archive/class-archive.ts';
import type { Inventory } from './inventory/inventory.ts';
import { ClockGuard } from './clock-guard.ts';
import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { atOnce, inSlices } from '../lib/async/in-slices.ts';
import { TaskQueue } from '../lib/async/task-queue.ts';
import { rowEndAt } from '../lib/interval.ts';
import { byNumber } from '../lib/text/by-number.ts';
import { absenceOf } from '../model/absence.ts';
import { ROWS_BEFORE_CLOSE } from './held-rows.ts';
import { mergeRows, overlay } from './merge-rows.ts';
import { readInParts } from './read-in-parts.ts';
import type { Retry } from './retry.ts';
import type { Head } from './head/head.ts';
import type { EventQuery } from './interfaces/event-reader.ts';
import type { HistoryHealth } from './interfaces/health-reader.ts';
import {
  Consolidation,
  type ArchiveInfo,
  type History,
  type HistoryColumn,
  type HistoryQuery,
  type Top,
  type TopQuery,
} from './interfaces/history-reader.ts';
import type { LatestRow, LatestTable, Sample } from './interfaces/latest-reader.ts';
import type { Store } from './store.ts';
import { topOf } from './top.ts';

/** What is kept on disk; without archives history is in memory only, for the reason given. */
export interface Kept {
  readonly archives: ReadonlyMap<EntityClass, ClassArchive>;
  readonly health: () => HistoryHealth;
}

export interface TieredStoreParts {
  readonly head: Head;
  readonly inventory: Inventory;
  readonly kept: Kept;
  readonly clock: Clock;
  /** Notes in the event log that virtscope began. */
  readonly begin?: () => void;
  /** What tries to keep history on disk while it is only in memory. */
  readonly retry?: Retry;
}

/** Rows that are enough to compare machines by. */
const topRows = 120;
/** How long closing waits for a batch that is being taken; ten thousand VMs that are new take seconds. */
const closeMs = 300;
/** Work on a batch before the event loop turns. */
const appendMs = 8;
/** Work on an answer before the event loop turns. */
const answerMs = 5;
const everyCf = Object.values(Consolidation);

/** The store over its tiers: the head in memory, the inventory with its event log, and the archives on disk. */
export class TieredStore implements Store {
  readonly #head: Head;
  #inventory: Inventory;
  #kept: Kept;
  readonly #clock: Clock;
  #guard: ClockGuard;
  readonly #retry: Retry | null;
  /** Called once the clock can be believed; null after that. */
  #begin: (() => void) | null;
  readonly #appending = new TaskQueue();
  readonly #closing = new AbortController();
  readonly #yielder: EventLoopYielder;
  readonly #listeners = new Set<(batch: Batch) => void>();

  constructor(parts: TieredStoreParts) {
    this.#head = parts.head;
    this.#inventory = parts.inventory;
    this.#kept = parts.kept;
    this.#clock = parts.clock;
    this.#begin = parts.begin ?? null;
    this.#retry = parts.retry ?? null;
    const { clock } = parts;
    this.#guard = this.#newGuard();
    parts.head.absent = (entity, metric) => {
      const absence = absenceOf(entity);
      return absence && this.#kept.archives.get(entity.class)?.has(entity.id, metric)
        ? absence.reason
        : Reason.notReported;
    };
    this.#yielder = new EventLoopYielder({ budgetMs: appendMs, monotonic: () => clock.monotonic() });
  }

  /** Notes that virtscope began, at the time that the clock now shows, unless that was done. */
  begin(): void {
    this.#begin?.();
    this.#begin = null;
  }

  /** Goes on with a history on disk; what was seen until now without one is in its inventory, too. */
  async keep({
    inventory,
    kept,
    begin,
  }: Pick<TieredStoreParts, 'inventory' | 'kept' | 'begin'>): Promise<void> {
    await this.#appending.run(() => {
      begin?.();
      inventory.adopt(this.#inventory);
      this.#inventory = inventory;
      this.#kept = kept;
      this.#guard = this.#newGuard();
    });
  }

  append(batch: Batch): void {
    atOnce(this.#append(batch));
  }

  async appendInSlices(batch: Batch): Promise<void> {
    // One batch after the other: two sources may deliver at the same time.
    await this.#appending.run(() => this.#inSlicesUntilClosed(this.#append(batch)));
  }

  async #inSlicesUntilClosed(work: Iterator<void, void>): Promise<void> {
    const { signal } = this.#closing;
    try {
      await inSlices(work, this.#yielder, signal);
    } catch (error) {
      // What is left of a batch when the program ends is the next start's to find out.
      if (!signal.aborted) throw error;
    }
  }

  async closeRows(rowEndMs: number): Promise<void> {
    await this.#appending.run(() => this.#inSlicesUntilClosed(this.#closeRows(rowEndMs)));
  }

  async removeSource(source: string): Promise<void> {
    await this.#appending.run(() => this.#inSlicesUntilClosed(this.#removeSource(source)));
  }

  *#closeRows(rowEndMs: number): Generator<void, void> {
    for (const archive of this.#kept.archives.values()) {
      yield;
      yield* archive.closeRows(rowEndMs);
    }
    this.#head.closeRow(rowEndMs - ROWS_BEFORE_CLOSE * this.#head.stepMs);
  }

  *#removeSource(source: string): Generator<void, void> {
    this.#head.remove(source);
    this.#guard.remove(source);
    for (const archive of this.#kept.archives.values()) archive.remove(source);
    yield* this.#inventory.removeSource(source, this.#clock.now());
  }

  /** Yields wherever the rest may wait for a turn of the event loop. */
  *#append(batch: Batch): Generator<void, void> {
    // The end of a poll was in this turn.
    yield;
    const archives = [...this.#kept.archives.values()];
    const interval = batch.rowEndMs / this.#head.stepMs;
    const wasBehind = this.#guard.behind !== null;
    const verdict = this.#guard.admit(batch.source, interval, batch.intervalMs > this.#head.stepMs);
    if (verdict === 'repeated' || verdict === 'behind') yield* this.#head.append(batch, null);
    else {
      const skipped = wasBehind ? Reason.clockBehind : Reason.notCollected;
      yield* this.#head.append(batch, skipped);
      if (wasBehind) for (const archive of archives) archive.skip(skipped);
      if (verdict === 'rewind') for (const archive of archives) archive.rewind(interval * this.#head.stepMs);
      for (const archive of archives) {
        yield;
        yield* archive.append(batch);
      }
    }
    // Events wait until the clock can be believed.
    if (verdict !== 'behind') {
      this.begin();
      yield* this.#inventory.observe(batch);
    }
    for (const listener of this.#listeners) listener(batch);
  }

  entities(cls: EntityClass): readonly Entity[] {
    return this.#head.entities(cls);
  }

  entity(cls: EntityClass, id: string): Entity | null {
    return this.#head.entity(cls, id) ?? this.#inventory.unreported(cls, id);
  }

  past(cls: EntityClass): readonly Entity[] {
    return this.#inventory.past(cls);
  }

  metrics(entity: Entity): string[] {
    const own = this.#head.metrics(entity);
    if (!absenceOf(entity)) return own;
    // Of one that is not read its source may not know what it has.
    const dormant = this.#kept.archives.get(entity.class)?.dormantMetrics(entity.id) ?? [];
    return [...new Set([...own, ...dormant])].sort(byNumber);
  }

  instant(entity: Entity, metric: string): Sample | null {
    return this.#head.instant(entity, metric);
  }

  latest(cls: EntityClass, metrics: readonly string[]): LatestTable {
    return this.#head.latest(cls, metrics);
  }

  async latestInSlices(cls: EntityClass, metrics: readonly string[]): Promise<LatestTable> {
    await this.#inSlices(this.#head.findLatest(cls, metrics));
    return this.latest(cls, metrics);
  }

  latestRow(entity: Entity): LatestRow | null {
    return this.#head.latestRow(entity);
  }

  async history(query: HistoryQuery): Promise<History> {
    await this.caughtUp(classOf(query));
    if (query.archive) return this.#rows(query, query.archive);
    const { start, stepMs, cfs = ['AVERAGE'] } = query;
    const archive = this.#kept.archives.get(classOf(query));
    if (!archive) return this.#inMemory(query);
    return this.#rows(query, selectArchive(this.#infos(archive, query.entities), { start, stepMs, cfs }));
  }

  storedOrder(entities: readonly Entity[]): Entity[] {
    const archive = entities[0] && this.#kept.archives.get(entities[0].class);
    return archive ? archive.storedOrder(entities) : [...entities];
  }

  async top(query: TopQuery): Promise<Top> {
    const { class: cls, metric, start, end, cf, host, signal } = query;
    await this.caughtUp(cls);
    const gone = this.past(cls).filter(({ stateSince }) => stateSince > start);
    const entities = [...this.entities(cls), ...gone].filter(
      (one) => host === undefined || hostOf(one) === host,
    );
    const cfs = [...new Set([Consolidation.average, cf])];
    const own = {
      entities,
      metrics: [metric],
      start,
      end,
      cfs,
      ...(signal && { signal }),
    };
    const archives = this.archives(cls, entities);
    const from = Math.min(...archives.map(({ oldest, stepMs }) => (oldest ?? Infinity) - stepMs));
    const heldMs = Math.min(end, this.#clock.now()) - Math.max(start, from);
    const stepMs = Math.max(1, Math.ceil(heldMs / topRows));
    const choice = selectArchive(archives, { start, stepMs, cfs });
    // Rows as they are: made into longer ones they would leave out what does not fill one.
    const rows = { ...choice, factor: 1, stepMs: choice.rowMs };
    const history = await this.#rows(own, rows);
    const since = ({ entity }: HistoryColumn): number => this.firstSeen(entity);
    return this.#inSlices(topOf({ history, metric, cf, limit: query.limit, since }), signal);
  }

  events(query: EventQuery): readonly EntityEvent[] {
    return this.#inventory.log.query(query);
  }

  publish(event: EntityEvent): void {
    this.#inventory.publish(event);
  }

  archives(cls: EntityClass, entities?: readonly Entity[]): readonly ArchiveInfo[] {
    const archive = this.#kept.archives.get(cls);
    if (archive) return this.#infos(archive, entities);
    const { rows, stepMs } = this.#head;
    return [{ stepMs, rows, cfs: everyCf, ...this.#boundsOf(cls, entities) }];
  }

  health(): HistoryHealth {
    const health = this.#kept.health();
    const { behind } = this.#guard;
    return behind && !health.condition
      ? { ...health, condition: { kind: 'clock-behind', ...behind } }
      : health;
  }

  newest(cls: EntityClass, id: string, stepMs = this.#head.stepMs): number {
    const entity = this.entity(cls, id);
    if (!entity) return 0;
    const newest = this.#head.newest(entity.source);
    const archive = this.#kept.archives.get(cls);
    if (!archive || stepMs === this.#head.stepMs) return newest;
    return Math.floor(Math.min(newest, archive.database.lastMs) / stepMs) * stepMs;
  }

  firstSeen(entity: Entity): number {
    const { stepMs } = this.#head;
    return rowEndAt(this.#inventory.since(entity), stepMs) - stepMs;
  }

  async caughtUp(cls: EntityClass): Promise<void> {
    await this.#kept.archives.get(cls)?.database.caughtUp();
  }

  batchTime(source: string): number | null {
    return this.#head.batchTime(source);
  }

  batchRow(source: string): number | null {
    return this.#head.batchRow(source);
  }

  changed(signal: AbortSignal, timeoutMs: number): Promise<void> {
    return this.#head.changed(signal, timeoutMs);
  }

  subscribe(listener: (batch: Batch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#retry?.stop();
    const late = setTimeout(() => this.#closing.abort(), closeMs);
    await this.#appending.run(() => undefined);
    clearTimeout(late);
    this.#inventory.close(this.#begin ? null : this.#clock.now());
    const closed = [...this.#kept.archives.values()].map((archive) => archive.close());
    // Each also where closing another fails.
    for (const outcome of await Promise.allSettled(closed))
      if (outcome.status === 'rejected') throw outcome.reason;
  }

  #newGuard(): ClockGuard {
    const ends = Array.from(this.#kept.archives.values(), ({ database }) => database.lastMs);
    const { stepMs } = this.#head;
    return new ClockGuard({ clock: this.#clock, stepMs, newestMs: Math.max(0, ...ends) });
  }

  #isHere({ class: cls, id }: Entity): boolean {
    return this.#head.entity(cls, id) !== null;
  }

  /** Work on an answer: the event loop turns while it goes on. */
  async #inSlices<T>(work: Iterator<void, T>, signal?: AbortSignal): Promise<T> {
    const yielder = new EventLoopYielder({ budgetMs: answerMs, monotonic: () => this.#clock.monotonic() });
    return inSlices(work, yielder, signal);
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
      if (!this.#isHere(entity)) return false;
      const from = Math.max(start, this.firstSeen(entity));
      const isHeld = (metricsOf?.(entity) ?? metrics).every((metric) => {
        const since = head.heldSince(entity, metric);
        return from >= since || (since === Infinity && !archive.has(entity.id, metric));
      });
      if (!isHeld) return false;
    }
    return true;
  }

  async #rows(query: HistoryQuery, choice: ArchiveSelection): Promise<History> {
    const { cfs = ['AVERAGE'] } = query;
    const archive = this.#kept.archives.get(classOf(query));
    const isPoints = choice.rowMs === this.#head.stepMs;
    const inMemory = { ...query, stepMs: choice.stepMs };
    if (!archive) return this.#inMemory(inMemory);
    const isHeld = (): Promise<boolean> => this.#inSlices(this.#isInMemory(query, archive), query.signal);
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
    // While the clock is behind there are rows that it has not come to.
    const now = this.#guard.behind ? this.#clock.now() : Infinity;
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
