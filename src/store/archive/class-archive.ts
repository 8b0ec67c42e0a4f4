import type { Condition, DatabaseStorage } from '@virtscope/rrd';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { absenceOf } from '../../model/absence.ts';
import { Reason } from '../../model/reason.ts';
import {
  Consolidation,
  type ArchiveInfo,
  type History,
  type HistoryColumn,
} from '../interfaces/history-reader.ts';
import type { ArchiveSelection } from './select-archive.ts';
import { DormantMetrics } from './dormant-metrics.ts';
import { RowAssembler } from './row-assembler.ts';
import { mergeRows, type Rows } from '../history/merge-rows.ts';
import { splitName, storedName } from './series-name.ts';

/** Rows (start, end] of a choice; both are multiples of its step. */
export interface RowQuery extends ArchiveSelection {
  readonly entities: readonly Entity[];
  readonly metrics: readonly string[];
  /** The metrics of each entity, instead of the same of all. */
  readonly metricsOf?: (entity: Entity) => readonly string[];
  readonly start: number;
  readonly end: number;
  readonly cfs: readonly Consolidation[];
  readonly reasons?: boolean;
}

const everyCf = Object.values(Consolidation);
/** Names examined before the event loop may turn: about a millisecond. */
const namesAtOnce = 4096;

/** The kept history of one class of entity. */
export class ClassArchive {
  readonly class: EntityClass;
  readonly database: DatabaseStorage;
  readonly #assembler: RowAssembler;
  readonly #dormant: DormantMetrics;
  /** Why the newest row was not appended, and since when rows are not. */
  #failure: { readonly reason: string; readonly sinceMs: number } | null = null;
  /** A rewind of the database that failed or is still to be done. */
  #rewindMs: number | null = null;
  readonly #onOutcome = (error: unknown, endMs: number): void => {
    const { message } = error instanceof Error ? error : { message: String(error) };
    this.#failure = error === null ? null : { reason: message, sinceMs: this.#failure?.sinceMs ?? endMs };
  };

  constructor(
    cls: EntityClass,
    database: DatabaseStorage,
    primary: (cls: EntityClass, id: string) => Entity | null,
  ) {
    this.class = cls;
    this.database = database;
    const onOutcome = this.#onOutcome;
    const assembler = new RowAssembler({ class: cls, database, stepMs: database.stepMs, primary, onOutcome });
    this.#assembler = assembler;
    this.#dormant = new DormantMetrics({
      database,
      isRead: (id) => {
        const entity = primary(cls, id);
        return entity !== null && absenceOf(entity) === null;
      },
      version: () => assembler.version,
    });
  }

  /** Whether rows are written, and why not. */
  get condition(): Condition {
    const { condition } = this.database;
    return condition.kind === 'ok' && this.#failure ? { ...condition, kind: 'failing', ...this.#failure } : condition; // prettier-ignore
  }

  /** Continues at a time. Rows before it are missing because virtscope was not running, rows after it for `reason`. */
  resume(startMs: number, reason: Reason): void {
    this.#assembler.resume(startMs, reason);
  }

  *append(batch: Batch): Generator<void, void> {
    // A rewind that failed is tried again.
    if (this.#rewindMs !== null) this.#rewind(this.#rewindMs);
    yield* this.#assembler.append(batch);
  }

  /** Writes the rows that close when a row has ended (epoch ms). Yields where the rest may wait. */
  *closeRows(rowEndMs: number): Generator<void, void> {
    yield* this.#assembler.close(rowEndMs / this.database.stepMs);
  }

  /** Forgets a source; what it delivered stays. */
  remove(source: string): void {
    this.#assembler.remove(source);
  }

  /** Intervals before the next row are missing for this reason. */
  skip(reason: Reason): void {
    this.#assembler.skip(reason);
  }

  /** Goes on from the row that ends at `endMs`; newer rows are archived. */
  rewind(endMs: number): void {
    this.#assembler.goBack(endMs / this.database.stepMs);
    this.#rewind(endMs);
  }

  /** Finest first, up to `until` (epoch ms). A row of one point is its own average, least, greatest and newest. */
  infos(until: number = Infinity): ArchiveInfo[] {
    const { database } = this;
    return database.lengths.map(({ rowMs, rows, cfs }) => {
      const oldest = database.oldestMs(rowMs);
      const newest = oldest === null ? null : Math.floor(Math.min(database.lastMs, until) / rowMs) * rowMs;
      return { stepMs: rowMs, rows, cfs: rowMs === database.stepMs ? everyCf : cfs, oldest, newest };
    });
  }

  /** Epoch ms before which there are no rows because they have run out; 0 while every row of some length is there. */
  get ranOutMs(): number {
    const starts = this.infos().map(({ oldest, newest, stepMs, rows }) => {
      const isFull = oldest !== null && newest !== null && (newest - oldest) / stepMs + 1 >= rows;
      return isFull ? oldest - stepMs : 0;
    });
    return Math.min(...starts);
  }

  /** Whether there are, or were a while ago, rows of a metric. */
  has(entity: Entity, metric: string): boolean {
    return this.database.has(storedName(this.database, entity, metric));
  }

  /** Names of the metrics that an entity had which is not read now, in no order. */
  dormantMetrics(entity: Entity): string[] {
    return this.#dormant.of(entity);
  }

  /** Ids of all that still have rows. Yields where the rest may wait. */
  *ids(): Generator<void, Set<string>> {
    const ids = new Set<string>();
    let count = 0;
    for (const name of this.database.names()) {
      ids.add(splitName(name).id);
      if (++count % namesAtOnce === 0) yield;
    }
    return ids;
  }

  /** In the order in which their rows lie in files; those that are not here any more come first. */
  storedOrder(entities: readonly Entity[]): Entity[] {
    const placed = entities.map((entity) => ({ entity, column: this.#assembler.columnOf(entity) }));
    return placed.sort((a, b) => a.column - b.column).map(({ entity }) => entity);
  }

  async history(query: RowQuery): Promise<History> {
    const { entities, metrics, metricsOf, start, end, stepMs, askedStepMs, rowMs, factor, cfs } = query;
    const { reasons: hasReasons = true } = query;
    const rows = Math.max(0, (end - start) / stepMs);
    const series = entities.flatMap((entity) =>
      (metricsOf?.(entity) ?? metrics).map((metric) => ({
        entity,
        metric,
        name: storedName(this.database, entity, metric),
      })),
    );
    const known = series.filter(({ name }) => this.database.has(name));
    const names = known.map(({ name }) => name);
    // Points have no functions: all of them are made of the same rows.
    const stored = rowMs === this.database.stepMs ? (['AVERAGE'] as const) : cfs;
    const range = { rowMs, names, fromMs: start, toMs: end };
    const parts = await Promise.all(
      stored.map((cf) => this.database.read({ ...range, cf, reasons: hasReasons })),
    );
    const columns: HistoryColumn[] = [];
    // One for all: tens of thousands of arrays cost more than what is read.
    const unasked = new Uint8Array(parts[0]?.rows ?? 0);
    for (const [i, { entity, metric }] of known.entries()) {
      for (const [c, cf] of cfs.entries()) {
        const part = parts[Math.min(c, parts.length - 1)];
        if (!part) continue;
        const [from, to] = [i * part.rows, (i + 1) * part.rows];
        const values = part.values.subarray(from, to);
        const reasons = part.reasons?.subarray(from, to) ?? unasked;
        const merged = mergeRows(cf, { values, reasons }, factor);
        if (hasReasons) explain(entity, merged, { start, stepMs });
        columns.push({ entity, metric, cf, ...merged });
      }
    }
    return { start, end, stepMs, askedStepMs, rows, columns };
  }

  #rewind(endMs: number): void {
    this.#rewindMs = null;
    this.database.rewind(endMs).catch((error: unknown) => {
      this.#rewindMs = endMs;
      this.#onOutcome(error, endMs);
    });
  }

  /** Writes the open row too. */
  async close(): Promise<void> {
    this.#assembler.flush();
    await this.database.close();
  }
}

/** Gives a reason to unknown rows that have none: that of its absence since it is not read, `notCollected` before. */
function explain(
  entity: Entity,
  { values, reasons }: Rows,
  { start, stepMs }: { start: number; stepMs: number },
): void {
  const absence = absenceOf(entity);
  for (let i = 0; i < values.length; i++) {
    if (reasons[i] !== Reason.known || !Number.isNaN(values[i])) continue;
    // The row of the poll that missed it ends a little before that poll.
    reasons[i] = absence && start + (i + 2) * stepMs > absence.since ? absence.reason : Reason.notCollected;
  }
}
