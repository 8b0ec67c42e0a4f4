import type { Archive } from '../archive.ts';
import { Columns } from './columns.ts';
import { checkDefinition, isTime, type DatabaseDefinition } from './definition.ts';
import { UpdateError } from '../error.ts';
import { capacityFor } from '../capacity.ts';
import { buildLevels, openRow, type Levels, type OpenRow } from '../consolidation/levels.ts';
import { PrimaryPoints } from './primary.ts';
import { Ring } from './ring.ts';
import { checkSource, type Source } from './source.ts';
import { atOnce } from '../steps.ts';

/** Whether an update was taken; one that was not has changed nothing. */
export type UpdateOutcome =
  | 'accepted'
  /** The time is that of the last update. */
  | 'repeated'
  /** The time is before the last update. */
  | 'backwards';

/** Rows of one series, oldest first. */
export interface Rows {
  /** End of the interval that the first value summarises, in epoch milliseconds. */
  readonly firstMs: number;
  /** Time from one value to the next, in milliseconds. */
  readonly stepMs: number;
  /** One value a row, NaN where it is unknown. */
  readonly values: Float64Array;
  /** Beside each unknown value the newest reason that `update` was given for it, 0 for none. */
  readonly reasons: Uint8Array;
}

/** One series' primary data point that is not complete. */
export interface OpenPoint {
  /** The last sample of a counter, NaN for what was unknown and for other kinds. */
  readonly last: number;
  /** Rate times seconds since the last step boundary. */
  readonly sum: number;
  /** Milliseconds since the last step boundary for which nothing is known. */
  readonly unknownMs: number;
}

/**
 * Many series that share a step and archives, advanced together.
 *
 * The arithmetic is rrdtool's; where it is not, DIFFERENCES.md says why. Boundaries of steps and rows are multiples
 * of their length since the epoch. A row's time is the end of its interval.
 *
 * @example
 *     import assert from 'node:assert/strict';
 *     import { Database } from './database.ts';
 *
 *     const db = new Database({
 *       stepMs: 5000,
 *       startMs: 0,
 *       sources: [{ name: 'net', kind: 'DERIVE', heartbeatMs: 300_000, min: 0, max: null }],
 *       archives: [{ cf: 'AVERAGE', pdpPerRow: 1, rows: 120, xff: 0.5 }],
 *     });
 *     db.update(5000, Float64Array.of(1000));
 *     db.update(10_000, Float64Array.of(1500));
 *     assert.deepEqual([...db.read(0, 0, 0, 10_000).values], [NaN, 100]);
 */
export class Database {
  readonly stepMs: number;
  readonly archives: readonly Archive[];
  readonly #sources: Source[];
  readonly #columns: Columns;
  readonly #primary: PrimaryPoints;
  readonly #rings: readonly Ring[];
  readonly #levels: Levels;
  /** Points that the last update completed, and the rates for the steps after the first. */
  #points: Float64Array;
  #rates: Float64Array;
  #noReasons: Uint8Array;
  readonly #passage = { intervalMs: 0, preMs: 0, postMs: 0, steps: 0 };
  #lastMs: number;

  /** @throws {DefinitionError} */
  constructor(definition: DatabaseDefinition) {
    checkDefinition(definition);
    const { stepMs, startMs, sources, archives } = definition;
    const width = sources.length;
    this.stepMs = stepMs;
    this.archives = archives;
    this.#sources = [...sources];
    this.#columns = new Columns(width);
    this.#lastMs = startMs;
    this.#primary = new PrimaryPoints(sources, stepMs, startMs % stepMs);
    this.#points = new Float64Array(width);
    this.#rates = new Float64Array(width);
    this.#noReasons = new Uint8Array(width);
    this.#rings = archives.map((archive) => new Ring(archive));
    this.#levels = buildLevels({
      targets: Map.groupBy(this.#rings, ({ archive }) => archive.pdpPerRow),
      keep: { sum: false, min: false, max: false },
      openedAt: Math.floor(startMs / stepMs),
      width,
      onRow: () => undefined,
    });
  }

  /** What each series is; a retired one stays until its place is taken. */
  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** Time of the last update that was accepted (the start before the first), in epoch milliseconds. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /**
   * Begins new series, of which nothing is known until now; the rows of the others stay as they are.
   *
   * @returns the index of each, which may be that of a retired series of which no row is kept any more.
   * @throws {DefinitionError} when one could never have a value; nothing is changed.
   */
  add(sources: readonly Source[]): number[] {
    sources.forEach(checkSource);
    const gone = (retiredMs: number): boolean =>
      this.#rings.every((ring, archive) => {
        const rowMs = this.rowMs(archive);
        return this.newestMs(archive) - ring.rows * rowMs >= Math.ceil(retiredMs / rowMs) * rowMs;
      });
    return sources.map((source) => {
      const series = this.#columns.take(gone);
      if (series === this.#sources.length) this.#grow(series + 1);
      this.#sources[series] = source;
      this.#primary.reset(series, source, this.#lastMs % this.stepMs);
      for (const level of this.#levels.bySize.values()) level.reset(series);
      return series;
    });
  }

  /**
   * Ends a series: what is given for it later is unknown. Its rows can be read until they are overwritten.
   *
   * @throws {RangeError} when there is none, or it was retired before.
   */
  retire(series: number): void {
    this.#columns.retire(series, this.#lastMs);
    this.#primary.reset(series, null, this.#lastMs % this.stepMs);
  }

  /**
   * Takes one sample of every series, NaN where there is none; both arrays stay the caller's.
   *
   * @param timeMs when the samples were taken, in whole epoch milliseconds.
   * @param reasons why a sample is unknown, a byte each; the package only keeps them. Left out, all are 0.
   * @throws {UpdateError} when the time or the number of values cannot be an update; nothing is changed.
   */
  update(timeMs: number, values: Float64Array, reasons: Uint8Array = this.#noReasons): UpdateOutcome {
    if (!isTime(timeMs))
      throw new UpdateError('TIME_INVALID', `time ${timeMs} is not whole epoch milliseconds`);
    const { width } = this.#columns;
    if (values.length !== width) {
      throw new UpdateError('WIDTH_MISMATCH', `${values.length} values for ${width} series`);
    }
    if (reasons.length < width) {
      throw new UpdateError('WIDTH_MISMATCH', `${reasons.length} reasons for ${width} series`);
    }
    const lastMs = this.#lastMs;
    if (timeMs === lastMs) return 'repeated';
    if (timeMs < lastMs) return 'backwards';
    const { stepMs } = this;
    const steps = Math.floor(timeMs / stepMs) - Math.floor(lastMs / stepMs);
    const passage = this.#passage;
    passage.steps = steps;
    passage.intervalMs = timeMs - lastMs;
    passage.preMs = steps === 0 ? passage.intervalMs : stepMs - (lastMs % stepMs);
    passage.postMs = steps === 0 ? 0 : timeMs % stepMs;
    this.#primary.update(values, reasons, passage, this.#points, this.#rates);
    const { finest } = this.#levels;
    if (steps > 0) atOnce(finest.feed(this.#points, this.#primary.reason, 1));
    if (steps > 1) atOnce(finest.feed(this.#rates, this.#primary.reason, steps - 1));
    this.#lastMs = timeMs;
    return 'accepted';
  }

  /** Time of one row of an archive, in milliseconds. */
  rowMs(archive: number): number {
    return this.#ring(archive).archive.pdpPerRow * this.stepMs;
  }

  /** End of the newest complete row of an archive, in epoch milliseconds. */
  newestMs(archive: number): number {
    return this.#lastMs - (this.#lastMs % this.rowMs(archive));
  }

  /** One series' rows that end after `fromMs` and not after `toMs`; what the archive does not hold is NaN. */
  read(archive: number, series: number, fromMs: number, toMs: number): Rows {
    if (!(series >= 0 && series < this.#columns.width))
      throw new RangeError(`Cannot read series ${series}: there is none`);
    const ring = this.#ring(archive);
    const stepMs = this.rowMs(archive);
    const firstMs = Math.floor(fromMs / stepMs) * stepMs + stepMs;
    const values = new Float64Array(Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1));
    const oldestAge = (this.newestMs(archive) - firstMs) / stepMs;
    const reasons = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i += 1) {
      const row = ring.row(oldestAge - i);
      values[i] = row?.values[series] ?? NaN;
      if (Number.isNaN(values[i])) reasons[i] = row?.reasons[series] ?? 0;
    }
    return { firstMs, stepMs, values, reasons };
  }

  /**
   * All series' values in the row that ends at `endMs`, lent until the next update; null where there is none.
   *
   * It is shorter than there are series now when some were added later.
   */
  row(archive: number, endMs: number): Float64Array | null {
    const age = (this.newestMs(archive) - endMs) / this.rowMs(archive);
    const values = Number.isInteger(age) ? this.#ring(archive).row(age)?.values : undefined;
    if (!values) return null;
    const { width } = this.#columns;
    return values.length > width ? values.subarray(0, width) : values;
  }

  /** What one series' open row of an archive has so far. */
  openRow(archive: number, series: number): OpenRow {
    const { cf, archive: of } = this.#ring(archive);
    return openRow(this.#levels, of.pdpPerRow, cf, series);
  }

  /** What one series' open step has so far. */
  openPoint(series: number): OpenPoint {
    const { last, sum, unknownMs } = this.#primary;
    return { last: last[series]!, sum: sum[series]! / 1000, unknownMs: unknownMs[series]! };
  }

  #grow(width: number): void {
    const capacity = width > this.#points.length ? capacityFor(width) : this.#points.length;
    if (capacity > this.#points.length) {
      this.#points = new Float64Array(capacity);
      this.#rates = new Float64Array(capacity);
      this.#noReasons = new Uint8Array(capacity);
    }
    this.#primary.grow(width, capacity);
    for (const level of this.#levels.bySize.values()) atOnce(level.grow(width, capacity));
  }

  #ring(archive: number): Ring {
    const ring = this.#rings[archive];
    if (!ring) throw new RangeError(`Cannot read archive ${archive}: there are ${this.#rings.length}`);
    return ring;
  }
}
