import type { Consolidation } from '../archive.ts';
import { checkClock, isTime } from '../memory/definition.ts';
import { StateError, UpdateError } from '../error.ts';
import { capacityFor } from '../capacity.ts';
import { decodeState, encodeState, stateSize, writeState, type State } from './level-state.ts';
import { buildLevels, openRow, type Levels, type OpenRow } from './levels.ts';
import { keptOf } from './kept-levels.ts';
import { scratchRows, sizeOf, type ScratchRow } from './scratch-rows.ts';
import { atOnce, inBands, type Steps } from '../steps.ts';

/** Rows of one length to make of points. */
export interface RowLength {
  /** A multiple of the step, and longer. */
  readonly rowMs: number;
  readonly cfs: readonly Consolidation[];
  /** The part of a row's points, 0 to 1, that may be unknown while the row is known. */
  readonly xff: number;
}

/**
 * A row of one length that has just become complete; its arrays may be longer than `width`, and are lent for the call and
 * the steps that it returns.
 */
export interface CompletedRow {
  readonly rowMs: number;
  /** End of its interval, in epoch milliseconds. */
  readonly endMs: number;
  /** One array for each of the length's `cfs`; NaN is unknown. */
  readonly values: readonly Float64Array[];
  /** Why the newest unknown point of each unknown cell of the first of `cfs` is, 0 beside known ones. */
  readonly reasons: Uint8Array;
}

/** What rows are made of and where they go. */
export interface ConsolidatorOptions {
  /** Time of one point, in whole milliseconds. */
  readonly stepMs: number;
  /** Epoch milliseconds before which all points are unknown. */
  readonly startMs: number;
  readonly lengths: readonly RowLength[];
  /** Rows of one length come in the order of their time. */
  readonly onRow: (row: CompletedRow) => Steps | void;
  /** Of a gap, at most so many rows of each length are emitted, the newest. Default 10,000. */
  readonly gapRows?: number;
}

/**
 * Makes rows of every coarser length of points, for many series at once, and stores nothing but the open rows.
 *
 * @example
 *     import assert from 'node:assert/strict';
 *     import { Consolidator } from './consolidator.ts';
 *
 *     const means: number[] = [];
 *     const lengths = [{ rowMs: 10_000, cfs: ['AVERAGE'], xff: 0.5 }] as const;
 *     const rows = new Consolidator({
 *       stepMs: 5000,
 *       startMs: 0,
 *       lengths,
 *       onRow: ({ values }) => {
 *         means.push(values[0]![0]!);
 *       },
 *     });
 *     rows.grow(1);
 *     rows.feed(5000, Float64Array.of(1), Uint8Array.of(0));
 *     rows.feed(10_000, Float64Array.of(3), Uint8Array.of(0));
 *     assert.deepEqual(means, [2]);
 */
export class Consolidator {
  readonly #stepMs: number;
  readonly #levels: Levels;
  #at: number;
  #width: number;
  #capacity: number;

  /** @throws {DefinitionError} */
  constructor(options: ConsolidatorOptions, state: State | null = null) {
    const { stepMs, startMs, lengths, onRow, gapRows = 10_000 } = options;
    checkClock(stepMs, startMs);
    if (state && state.stepMs !== stepMs) {
      throw new StateError('STATE_OTHER_STEP', `its points are of ${state.stepMs} ms instead of ${stepMs}`);
    }
    this.#stepMs = stepMs;
    this.#at = state?.at ?? Math.floor(startMs / stepMs);
    this.#width = 0;
    this.#capacity = 0;
    const targets = new Map<number, readonly ScratchRow[]>();
    for (const length of lengths) targets.set(sizeOf(length, stepMs, targets), scratchRows(length, gapRows));
    const kept = state ? keptOf(state.levels, [...targets.keys()]) : null;
    this.#levels = buildLevels({
      targets,
      // So that a state does not depend on which functions the rows have now.
      keep: { sum: true, min: true, max: true },
      openedAt: this.#at,
      width: 0,
      ...(kept && { finerOf: kept.finerOf }),
      onRow: (size, endsAt) => {
        const rows = targets.get(size);
        if (!rows?.length) return;
        const values = rows.map(({ row }) => row.values);
        const { reasons } = rows[0]!.row;
        return onRow({ rowMs: size * stepMs, endMs: endsAt * stepMs, values, reasons });
      },
    });
    for (const level of kept?.levels ?? []) this.#levels.bySize.get(level.size)!.load(level, state!.width);
  }

  /**
   * Goes on from a saved state as if never interrupted. Lengths that are not in it begin with its time, and those that
   * are only in it are forgotten; `startMs` is not looked at.
   *
   * @throws {StateError} when the bytes are damaged, of a later version, or of another step.
   * @throws {DefinitionError}
   */
  static restore(bytes: Uint8Array, options: ConsolidatorOptions): Consolidator {
    return atOnce(Consolidator.restoreInSteps(bytes, options));
  }

  /** As {@link restore}. */
  static *restoreInSteps(bytes: Uint8Array, options: ConsolidatorOptions): Steps<Consolidator> {
    const state = yield* decodeState(bytes);
    const restored = new Consolidator(options, state);
    yield* restored.#grow(state.width, state.width);
    return restored;
  }

  /** Columns in use; arrays given may be longer. */
  get width(): number {
    return this.#width;
  }

  /** End of the newest point, in epoch milliseconds. */
  get lastMs(): number {
    return this.#at * this.#stepMs;
  }

  /** Adds columns up to `width`; all their earlier points are unknown. */
  grow(width: number): void {
    atOnce(this.growInSteps(width));
  }

  /** As {@link grow}; nothing else may be done with the consolidator until the last step. */
  *growInSteps(width: number): Steps {
    yield* this.#grow(width, width > this.#capacity ? capacityFor(width) : this.#capacity);
  }

  *#grow(width: number, capacity: number): Steps {
    if (width <= this.#width) return;
    this.#capacity = capacity;
    for (const level of this.#levels.bySize.values()) yield* level.grow(width, capacity);
    this.#width = width;
  }

  /** Begins a new series in a column: what it had of open rows is unknown. */
  reset(column: number): void {
    this.#check(column);
    for (const level of this.#levels.bySize.values()) level.reset(column);
  }

  /**
   * Takes the next point of every column, NaN where it is unknown and why; both arrays stay the caller's.
   *
   * @throws {UpdateError} when it is not the point after the last, or there are fewer than columns; nothing is changed.
   */
  feed(endMs: number, points: Float64Array, reasons: Uint8Array): void {
    atOnce(this.feedInSteps(endMs, points, reasons));
  }

  /** As {@link feed}; nothing else may be done with the consolidator until the last step. */
  *feedInSteps(endMs: number, points: Float64Array, reasons: Uint8Array): Steps {
    if (endMs !== this.lastMs + this.#stepMs) {
      throw new UpdateError('TIME_INVALID', `time ${endMs} is not the one after ${this.lastMs}`);
    }
    const given = Math.min(points.length, reasons.length);
    if (given < this.#width) {
      throw new UpdateError('WIDTH_MISMATCH', `${given} points for ${this.#width} series`);
    }
    this.#at += 1;
    yield* this.#levels.finest.feed(points, reasons, 1);
  }

  /**
   * All points up to and including the one that ends at `untilMs` are unknown; nothing where there are none.
   *
   * @throws {UpdateError} when that is no time; nothing is changed.
   */
  gap(untilMs: number, reason: number): void {
    atOnce(this.gapInSteps(untilMs, reason));
  }

  /** As {@link gap}; nothing else may be done with the consolidator until the last step. */
  *gapInSteps(untilMs: number, reason: number): Steps {
    if (!isTime(untilMs)) {
      throw new UpdateError('TIME_INVALID', `time ${untilMs} is not whole epoch milliseconds`);
    }
    const count = Math.floor(untilMs / this.#stepMs) - this.#at;
    if (count <= 0) return;
    this.#at += count;
    const points = new Float64Array(this.#width);
    const reasons = new Uint8Array(this.#width);
    yield* inBands(this.#width, (from, to) => {
      points.fill(NaN, from, to);
      reasons.fill(reason, from, to);
    });
    yield* this.#levels.finest.feed(points, reasons, count);
  }

  /** What one column's open row of a length has so far. */
  openRow(rowMs: number, cf: Consolidation, column: number): OpenRow {
    this.#check(column);
    const size = rowMs / this.#stepMs;
    if (!this.#levels.finerOf.has(size))
      throw new RangeError(`Cannot read rows of ${rowMs} ms: there are none`);
    return openRow(this.#levels, size, cf, column);
  }

  /** The exact state of all open rows, as FORMAT.md describes it. */
  save(): Uint8Array {
    return encodeState(this.#state());
  }

  /** Bytes of {@link save}. */
  get stateSize(): number {
    return stateSize(this.#state());
  }

  /** Writes what {@link save} returns into bytes of that size. */
  writeState(into: Uint8Array): Steps {
    return writeState(this.#state(), into);
  }

  #state(): State {
    const { bySize, finerOf } = this.#levels;
    const levels = [...finerOf].map(([size, finer]) => {
      const { sum, min, max, unknown, reason } = bySize.get(size)!;
      return { size, finer, sum, min, max, unknown, reason };
    });
    levels.sort((a, b) => a.size - b.size);
    return { stepMs: this.#stepMs, at: this.#at, width: this.#width, levels };
  }

  #check(column: number): void {
    if (!(column >= 0 && column < this.#width)) {
      throw new RangeError(`Cannot use column ${column}: there are ${this.#width}`);
    }
  }
}
