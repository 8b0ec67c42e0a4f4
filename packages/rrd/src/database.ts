import { checkArchive, type Archive } from './archive.ts';
import { DefinitionError, UpdateError } from './error.ts';
import type { Level } from './level.ts';
import { buildLevels, openRow, type OpenRow } from './levels.ts';
import { PrimaryPoints } from './primary.ts';
import type { Ring } from './ring.ts';
import { checkSource, type Source } from './source.ts';

/** What a database is made of. */
export interface DatabaseDefinition {
  /** Time of one primary data point, in whole milliseconds. */
  readonly stepMs: number;
  /** Epoch milliseconds before which nothing is known; the first update must be later. */
  readonly startMs: number;
  readonly sources: readonly Source[];
  readonly archives: readonly Archive[];
}

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
  readonly sources: readonly Source[];
  readonly archives: readonly Archive[];
  readonly #primary: PrimaryPoints;
  readonly #rings: readonly Ring[];
  readonly #finest: Level;
  readonly #open: readonly (readonly Level[])[];
  /** Points that the last update completed, and the rates for the steps after the first. */
  readonly #points: Float64Array;
  readonly #rates: Float64Array;
  readonly #passage = { intervalMs: 0, preMs: 0, postMs: 0, steps: 0 };
  #lastMs: number;

  /** @throws {DefinitionError} */
  constructor({ stepMs, startMs, sources, archives }: DatabaseDefinition) {
    if (!Number.isSafeInteger(stepMs) || stepMs < 1) {
      throw new DefinitionError('STEP_INVALID', `step of ${stepMs} ms`, 'it is not a positive integer');
    }
    if (!isTime(startMs)) {
      throw new DefinitionError('TIME_INVALID', `start ${startMs}`, 'it is not whole epoch milliseconds');
    }
    sources.forEach(checkSource);
    archives.forEach(checkArchive);
    this.stepMs = stepMs;
    this.sources = sources;
    this.archives = archives;
    this.#lastMs = startMs;
    this.#primary = new PrimaryPoints(sources, stepMs, startMs % stepMs);
    this.#points = new Float64Array(sources.length);
    this.#rates = new Float64Array(sources.length);
    const { rings, finest, open } = buildLevels(archives, sources.length, Math.floor(startMs / stepMs));
    this.#rings = rings;
    this.#finest = finest;
    this.#open = open;
  }

  /** Time of the last update that was accepted (the start before the first), in epoch milliseconds. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /**
   * Takes one sample of every series, NaN where there is none; `values` stays the caller's.
   *
   * @param timeMs when the samples were taken, in whole epoch milliseconds.
   * @throws {UpdateError} when the time or the number of values cannot be an update; nothing is changed.
   */
  update(timeMs: number, values: Float64Array): UpdateOutcome {
    if (!isTime(timeMs))
      throw new UpdateError('TIME_INVALID', `time ${timeMs} is not whole epoch milliseconds`);
    const { width } = this.#primary;
    if (values.length !== width) {
      throw new UpdateError('WIDTH_MISMATCH', `${values.length} values for ${width} series`);
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
    this.#primary.update(values, passage, this.#points, this.#rates);
    if (steps > 0) this.#finest.feed(this.#points, 1);
    if (steps > 1) this.#finest.feed(this.#rates, steps - 1);
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
    if (!(series >= 0 && series < this.#primary.width))
      throw new RangeError(`Cannot read series ${series}: there is none`);
    const ring = this.#ring(archive);
    const stepMs = this.rowMs(archive);
    const firstMs = Math.floor(fromMs / stepMs) * stepMs + stepMs;
    const values = new Float64Array(Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1));
    const oldestAge = (this.newestMs(archive) - firstMs) / stepMs;
    for (let i = 0; i < values.length; i += 1) values[i] = ring.cell(oldestAge - i, series);
    return { firstMs, stepMs, values };
  }

  /** All series' values in the row that ends at `endMs`, lent until the next update; null where there is none. */
  row(archive: number, endMs: number): Float64Array | null {
    const age = (this.newestMs(archive) - endMs) / this.rowMs(archive);
    return Number.isInteger(age) ? this.#ring(archive).row(age) : null;
  }

  /** What one series' open row of an archive has so far. */
  openRow(archive: number, series: number): OpenRow {
    return openRow(this.#open[archive]!, this.#ring(archive).archive.cf, series);
  }

  /** What one series' open step has so far. */
  openPoint(series: number): OpenPoint {
    const { last, sum, unknownMs } = this.#primary;
    return { last: last[series]!, sum: sum[series]! / 1000, unknownMs: unknownMs[series]! };
  }

  #ring(archive: number): Ring {
    const ring = this.#rings[archive];
    if (!ring) throw new RangeError(`Cannot read archive ${archive}: there are ${this.#rings.length}`);
    return ring;
  }
}

function isTime(timeMs: number): boolean {
  return Number.isSafeInteger(timeMs) && timeMs >= 0;
}
