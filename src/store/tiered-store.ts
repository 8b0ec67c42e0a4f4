import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { hostOf, type Entity, type EntityClass } from '../model/entity.ts';
import type { EntityEvent } from '../model/event.ts';
import { Reason } from '../model/reason.ts';
import type { ClassArchive } from './archive/class-archive.ts';
import type { Inventory } from './inventory/inventory.ts';
import { ClockGuard } from './clock-guard.ts';
import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { atOnce, inSlices } from '../lib/async/in-slices.ts';
import { TaskQueue } from '../lib/async/task-queue.ts';
import { byNumber } from '../lib/text/by-number.ts';
import { absenceOf } from '../model/absence.ts';
import { ROWS_BEFORE_CLOSE } from './held-rows.ts';
import { answerInSlices } from './history/answer-in-slices.ts';
import { HistoryTiers } from './history/history-tiers.ts';
import type { Retry } from './retry.ts';
import type { Head } from './head/head.ts';
import type { EventQuery } from './interfaces/event-reader.ts';
import type { HistoryHealth } from './interfaces/health-reader.ts';
import type { ArchiveInfo, History, HistoryQuery, Top, TopQuery } from './interfaces/history-reader.ts';
import type { LatestRow, LatestTable, Sample } from './interfaces/latest-reader.ts';
import type { Store } from './store.ts';

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

/** How long closing waits for a batch that is being taken; ten thousand VMs that are new take seconds. */
const closeMs = 300;
/** Work on a batch before the event loop turns. */
const appendMs = 8;

/** The store over its tiers: the head in memory, the inventory with its event log, and the archives on disk. */
export class TieredStore implements Store {
  readonly #head: Head;
  #inventory: Inventory;
  #kept: Kept;
  readonly #history: HistoryTiers;
  readonly #clock: Clock;
  #guard: ClockGuard;
  readonly #retry: Retry | null;
  /** Called once, when the clock is not behind; null after that. */
  #begin: (() => void) | null;
  readonly #appending = new TaskQueue();
  readonly #closing = new AbortController();
  readonly #yielder: EventLoopYielder;
  readonly #listeners = new Set<(batch: Batch) => void>();

  constructor(parts: TieredStoreParts) {
    const { head, clock } = parts;
    this.#head = head;
    this.#inventory = parts.inventory;
    this.#kept = parts.kept;
    this.#clock = clock;
    this.#begin = parts.begin ?? null;
    this.#retry = parts.retry ?? null;
    this.#guard = this.#newGuard();
    this.#history = new HistoryTiers({
      head,
      clock,
      archives: () => this.#kept.archives,
      since: (entity) => this.#inventory.since(entity),
      isBehind: () => this.#guard.behind !== null,
    });
    head.absent = (entity, metric) => {
      const isKept = this.#kept.archives.get(entity.class)?.has(entity, metric);
      return (isKept && absenceOf(entity)?.reason) || Reason.notReported;
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

  appendInSlices(batch: Batch): Promise<void> {
    return this.#inTurn(this.#append(batch));
  }

  /** One piece of work after the other: two sources may deliver at the same time. */
  async #inTurn(work: Iterator<void, void>): Promise<void> {
    const { signal } = this.#closing;
    try {
      await this.#appending.run(() => inSlices(work, this.#yielder, signal));
    } catch (error) {
      // What is left of a batch when the program ends is the next start's to find out.
      if (!signal.aborted) throw error;
    }
  }

  closeRows(rowEndMs: number): Promise<void> {
    return this.#inTurn(this.#closeRows(rowEndMs));
  }

  removeSource(source: string): Promise<void> {
    return this.#inTurn(this.#removeSource(source));
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
      yield* this.#head.append(batch, skipped, verdict === 'held');
      if (wasBehind) for (const archive of archives) archive.skip(skipped);
      if (verdict === 'rewind') for (const archive of archives) archive.rewind(interval * this.#head.stepMs);
      for (const archive of archives) {
        yield;
        yield* archive.append(batch);
      }
    }
    // No events while the clock is behind: their times would be wrong.
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
    // The source of an entity that is not read may not list all its metrics: the archives know them.
    const dormant = this.#kept.archives.get(entity.class)?.dormantMetrics(entity) ?? [];
    return [...new Set([...own, ...dormant])].sort(byNumber);
  }

  instant(entity: Entity, metric: string): Sample | null {
    return this.#head.instant(entity, metric);
  }

  latest(cls: EntityClass, metrics: readonly string[]): LatestTable {
    return this.#head.latest(cls, metrics);
  }

  async latestInSlices(cls: EntityClass, metrics: readonly string[]): Promise<LatestTable> {
    await answerInSlices(this.#head.findLatest(cls, metrics), this.#clock);
    return this.latest(cls, metrics);
  }

  latestRow(entity: Entity): LatestRow | null {
    return this.#head.latestRow(entity);
  }

  history(query: HistoryQuery): Promise<History> {
    return this.#history.history(query);
  }

  async top(query: TopQuery): Promise<Top> {
    const { class: cls, start, host, entities } = query;
    await this.caughtUp(cls);
    const gone = this.past(cls).filter(({ stateSince }) => stateSince > start);
    const all = entities ?? [...this.entities(cls), ...gone];
    return this.#history.top(
      query,
      all.filter((one) => host === undefined || hostOf(one) === host),
    );
  }

  archives(cls: EntityClass, entities?: readonly Entity[]): readonly ArchiveInfo[] {
    return this.#history.archives(cls, entities);
  }

  storedOrder(entities: readonly Entity[]): Entity[] {
    return this.#history.storedOrder(entities);
  }

  newest(cls: EntityClass, id: string, stepMs = this.#head.stepMs): number {
    const entity = this.entity(cls, id);
    return entity ? this.#history.newest(entity, stepMs) : 0;
  }

  firstSeen(entity: Entity): number {
    return this.#history.firstSeen(entity);
  }

  caughtUp(cls: EntityClass): Promise<void> {
    return this.#history.caughtUp(cls);
  }

  events(query: EventQuery): readonly EntityEvent[] {
    return this.#inventory.log.query(query);
  }

  publish(event: EntityEvent): void {
    this.#inventory.publish(event);
  }

  health(): HistoryHealth {
    const health = this.#kept.health();
    const { behind } = this.#guard;
    if (!behind || health.condition) return health;
    return { ...health, condition: { kind: 'clock-behind', ...behind } };
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
    const newestMs = Math.max(0, ...ends);
    return new ClockGuard({ clock: this.#clock, stepMs: this.#head.stepMs, newestMs });
  }
}
