import type { DurableDatabase } from '@virtscope/rrd';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { SeriesTable } from '../../model/series.ts';
import { intervalAt } from '../interval.ts';
import { seriesName } from './series-name.ts';

/** What one source's slots are in the database. */
interface Feed {
  readonly series: SeriesTable;
  version: number;
  readonly owners: (Entity | null)[];
  readonly metrics: string[];
  /** −1 where the slot is of another class, or at rest. */
  columns: Int32Array;
  /** Whether any slot is of the class. */
  isHeard: boolean;
  /** Number of the interval it delivered last. */
  interval: number;
}

export interface IntakeOptions {
  readonly class: EntityClass;
  readonly database: DurableDatabase;
  readonly stepMs: number;
  /** Of an entity that two sources report, the one that counts. */
  readonly shown: (cls: EntityClass, id: string) => Entity | null;
}

/**
 * Makes rows of a class of entity of the batches of all sources. A row is written when everybody has delivered who
 * delivered the one before, else when the next begins.
 */
export class Intake {
  readonly #class: EntityClass;
  readonly #database: DurableDatabase;
  readonly #stepMs: number;
  readonly #shown: IntakeOptions['shown'];
  readonly #feeds = new Map<string, Feed>();
  /** Slots that feed each column: two while a VM is known at both ends of a migration. */
  #holders = new Uint8Array(0);
  #values = new Float64Array(0);
  #reasons = new Uint8Array(0);
  /** Number of the interval of the open row; −1 when it is written. */
  #interval = -1;
  /** Why intervals before the next row are missing: those since the newest row of an earlier run, and then our own. */
  #gap: Reason = Reason.away;

  constructor({ class: cls, database, stepMs, shown }: IntakeOptions) {
    this.#class = cls;
    this.#database = database;
    this.#stepMs = stepMs;
    this.#shown = shown;
  }

  take(batch: Batch): void {
    const feed = this.#feed(batch);
    if (feed.version !== batch.series.version) this.#adopt(feed);
    if (!feed.isHeard) return;
    const interval = intervalAt(batch.time, this.#stepMs);
    if (this.#interval >= 0 && interval !== this.#interval) this.#write();
    if (this.#interval < 0) this.#open(interval);
    this.#put(feed, batch);
    feed.interval = interval;
    if (this.#isComplete()) this.#write();
  }

  /** Hands over what is there of the open row. */
  flush(): void {
    if (this.#interval >= 0) this.#write();
  }

  #feed({ source, series }: Batch): Feed {
    const known = this.#feeds.get(source);
    if (known?.series === series) return known;
    if (known) for (const column of known.columns) this.#release(column);
    const feed = {
      series,
      version: -1,
      owners: [],
      metrics: [],
      columns: new Int32Array(0),
      isHeard: false,
      interval: -1,
    };
    this.#feeds.set(source, feed);
    return feed;
  }

  /** Finds the columns of slots that changed hands. */
  #adopt(feed: Feed): void {
    const { series, owners, metrics } = feed;
    const { length } = series;
    if (feed.columns.length < length) {
      const columns = new Int32Array(length + (length >> 3)).fill(-1);
      columns.set(feed.columns);
      feed.columns = columns;
    }
    const [slots, names]: [number[], string[]] = [[], []];
    for (let slot = 0; slot < length; slot++) {
      const owner = series.entityAt(slot);
      const metric = series.metricAt(slot);
      if (owners[slot] === owner && metrics[slot] === metric) continue;
      this.#release(feed.columns[slot]);
      feed.columns[slot] = -1;
      owners[slot] = owner;
      metrics[slot] = metric;
      if (owner?.class !== this.#class) continue;
      slots.push(slot);
      names.push(seriesName(owner.id, metric));
    }
    if (slots.length > 0) this.#claim(feed, slots, names);
    feed.isHeard = feed.columns.some((column) => column >= 0);
    feed.version = series.version;
  }

  #claim(feed: Feed, slots: readonly number[], names: readonly string[]): void {
    const columns = this.#database.add(names);
    this.#widen(this.#database.width);
    for (const [i, slot] of slots.entries()) {
      const column = columns[i] as number;
      feed.columns[slot] = column;
      (this.#holders[column] as number)++;
      // The column may have been somebody else's in the open row.
      this.#values[column] = Number.NaN;
      this.#reasons[column] = Reason.notCollected;
    }
  }

  #release(column: number | undefined): void {
    if (column === undefined || column < 0) return;
    const holders = (this.#holders[column] as number) - 1;
    this.#holders[column] = holders;
    if (holders === 0) this.#database.retire([column]);
  }

  #widen(width: number): void {
    if (this.#values.length >= width) return;
    const room = width + (width >> 3);
    const [values, reasons, holders] = [this.#values, this.#reasons, this.#holders];
    this.#values = new Float64Array(room).fill(Number.NaN);
    this.#reasons = new Uint8Array(room).fill(Reason.notCollected);
    this.#holders = new Uint8Array(room);
    this.#values.set(values);
    this.#reasons.set(reasons);
    this.#holders.set(holders);
  }

  #open(interval: number): void {
    this.#interval = interval;
    this.#values.fill(Number.NaN);
    this.#reasons.fill(Reason.notCollected);
  }

  #put({ columns, owners }: Feed, { values, reasons, series }: Batch): void {
    const { length } = series;
    for (let slot = 0; slot < length; slot++) {
      const column = columns[slot] as number;
      if (column < 0) continue;
      if ((this.#holders[column] as number) > 1 && !this.#counts(owners[slot])) continue;
      const value = values[slot] as number;
      this.#values[column] = value;
      // The comparison with itself is the fast test for NaN.
      this.#reasons[column] = value === value ? Reason.known : reasons[slot] || Reason.notCollected;
    }
  }

  #counts(owner: Entity | null | undefined): boolean {
    return owner === null || owner === undefined || this.#shown(owner.class, owner.id) === owner;
  }

  /** Whether nobody is missing who delivered in one of the two intervals before. */
  #isComplete(): boolean {
    for (const { interval } of this.#feeds.values()) {
      if (interval !== this.#interval && interval >= this.#interval - 2) return false;
    }
    return true;
  }

  #write(): void {
    const endMs = this.#interval * this.#stepMs;
    this.#interval = -1;
    // A disk that does not take it is a condition of the database, not an error here.
    void this.#database.append(endMs, this.#values, this.#reasons, this.#gap);
    this.#gap = Reason.notCollected;
  }
}
