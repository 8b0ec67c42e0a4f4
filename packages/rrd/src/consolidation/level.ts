import { resizedInSteps } from '../capacity.ts';
import type { RowTarget } from './row-target.ts';
import { atOnce, inBands, type Steps } from '../steps.ts';

/** Which columns of its open rows a level keeps, because its own rows or a coarser level need them. */
export interface LevelNeeds {
  readonly sum: boolean;
  readonly min: boolean;
  readonly max: boolean;
}

/** What a level is made of. */
export interface LevelDefinition {
  readonly pdpPerRow: number;
  /** Steps of the finer level's rows that feed this one, 1 where points do. */
  readonly finer: number;
  /** Steps from the epoch to the level's beginning; earlier points of its first row are unknown. */
  readonly openedAt: number;
  readonly width: number;
  readonly needs: LevelNeeds;
  readonly targets: readonly RowTarget[];
  readonly coarser: readonly Level[];
  /** Called when all targets have the row that ends `endsAt` steps after the epoch. */
  readonly onRow: (pdpPerRow: number, endsAt: number) => Steps | void;
}

/**
 * All archives whose rows have the same number of primary data points, and the open row they share.
 *
 * A level takes points, or whole blocks of a finer level whose size divides its own: an hour is made of minutes, so
 * that a tick costs the finest level only.
 */
export class Level {
  readonly pdpPerRow: number;
  /** Points in the open row; the same for all series, since they share one clock. */
  filled: number;
  /** Sum of the known points of the open row. */
  sum: Float64Array = new Float64Array();
  min: Float64Array = new Float64Array();
  max: Float64Array = new Float64Array();
  /** How many points of the open row are unknown. */
  unknown: Uint32Array = new Uint32Array();
  /** Reason of the newest unknown point of the open row, 0 where none is. */
  reason: Uint8Array = new Uint8Array();
  readonly #needs: LevelNeeds;
  readonly #targets: readonly RowTarget[];
  readonly #mostRows: number;
  readonly #coarser: readonly Level[];
  readonly #onRow: LevelDefinition['onRow'];
  #width = 0;
  #endsAt: number;

  constructor({ pdpPerRow, finer, openedAt, width, needs, targets, coarser, onRow }: LevelDefinition) {
    this.pdpPerRow = pdpPerRow;
    // Points of the finer level's open block are handed over when it is complete.
    this.filled = (openedAt % pdpPerRow) - (openedAt % finer);
    this.#endsAt = openedAt - (openedAt % pdpPerRow) + pdpPerRow;
    this.#needs = needs;
    this.#targets = targets;
    this.#mostRows = Math.max(0, ...targets.map(({ rows }) => rows));
    this.#coarser = coarser;
    this.#onRow = onRow;
    atOnce(this.grow(width, width));
  }

  /** Makes room for `width` series, and memory for `capacity`; of the new ones all earlier points are unknown. */
  *grow(width: number, capacity: number): Steps {
    const before = this.#width;
    this.#width = width;
    if (this.pdpPerRow === 1) return;
    const { sum, min, max } = this.#needs;
    if (capacity > this.unknown.length) {
      if (sum) this.sum = yield* resizedInSteps(this.sum, new Float64Array(capacity));
      if (min) this.min = yield* resizedInSteps(this.min, new Float64Array(capacity));
      if (max) this.max = yield* resizedInSteps(this.max, new Float64Array(capacity));
      this.unknown = yield* resizedInSteps(this.unknown, new Uint32Array(capacity));
      this.reason = yield* resizedInSteps(this.reason, new Uint8Array(capacity));
    }
    yield* inBands(width - before, (from, to) => {
      this.min.fill(Infinity, before + from, before + to);
      this.max.fill(-Infinity, before + from, before + to);
      this.unknown.fill(this.filled, before + from, before + to);
    });
  }

  /** Begins a new series: its earlier points of the open row are unknown. */
  reset(series: number): void {
    if (this.pdpPerRow === 1) return;
    const { sum, min, max } = this.#needs;
    if (sum) this.sum[series] = 0;
    if (min) this.min[series] = Infinity;
    if (max) this.max[series] = -Infinity;
    this.unknown[series] = this.filled;
    this.reason[series] = 0;
  }

  /** Continues a saved part of an open row; its columns become the level's. */
  load(
    { sum, min, max, unknown, reason }: Pick<Level, 'sum' | 'min' | 'max' | 'unknown' | 'reason'>,
    width: number,
  ): void {
    Object.assign(this, { sum, min, max, unknown, reason });
    this.#width = width;
  }

  /** Takes `count` equal points of every series; rows they complete are written. */
  *feed(points: Float64Array, reasons: Uint8Array, count: number): Steps {
    const { pdpPerRow } = this;
    const head = Math.min(count, pdpPerRow - this.filled);
    if (pdpPerRow > 1) yield* this.#add(points, reasons, head);
    if (!(yield* this.#advance(head, points, reasons))) return;
    const rest = count - head;
    const whole = Math.floor(rest / pdpPerRow);
    if (whole > 0) {
      yield* this.#repeat(points, reasons, whole);
      for (const level of this.#coarser) yield* level.feed(points, reasons, whole * pdpPerRow);
    }
    const tail = rest % pdpPerRow;
    if (tail > 0) {
      yield* this.#add(points, reasons, tail);
      this.filled = tail;
    }
  }

  /** True when the open row is complete: it was written, handed to the coarser levels, and a new one is open. */
  *#advance(count: number, newest: Float64Array, reasons: Uint8Array): Steps<boolean> {
    this.filled += count;
    if (this.filled < this.pdpPerRow) return false;
    if (this.pdpPerRow === 1) {
      yield* this.#repeat(newest, reasons, 1);
      for (const level of this.#coarser) yield* level.feed(newest, reasons, 1);
    } else {
      for (const target of this.#targets) {
        const { values, reasons: why } = target.next(this.#width);
        yield* inBands(this.#width, (from, to) => this.#write(target, newest, values, why, from, to));
      }
      yield* this.#complete();
      for (const level of this.#coarser) yield* level.#merge(this, newest, reasons);
    }
    yield* this.#open();
    return true;
  }

  #add(points: Float64Array, reasons: Uint8Array, count: number): Steps {
    const { sum, min, max } = this.#needs;
    // All in one pass where all are needed, the common case: 100,000 series in half the time of three passes.
    return sum && min && max
      ? inBands(this.#width, (from, to) => this.#addAll(points, reasons, count, from, to))
      : inBands(this.#width, (from, to) => this.#addNeeded(points, reasons, count, from, to));
  }

  #addAll(points: Float64Array, reasons: Uint8Array, count: number, from: number, to: number): void {
    const { sum, min, max, unknown, reason } = this;
    for (let i = from; i < to; i += 1) {
      const point = points[i]!;
      if (point === point) {
        sum[i]! += point * count;
        if (point < min[i]!) min[i] = point;
        if (point > max[i]!) max[i] = point;
      } else {
        unknown[i]! += count;
        reason[i] = reasons[i]!;
      }
    }
  }

  #addNeeded(points: Float64Array, reasons: Uint8Array, count: number, from: number, to: number): void {
    const { sum, min, max, unknown, reason } = this;
    const needs = this.#needs;
    for (let i = from; i < to; i += 1) {
      const point = points[i]!;
      if (point !== point) {
        unknown[i]! += count;
        reason[i] = reasons[i]!;
        continue;
      }
      if (needs.sum) sum[i]! += point * count;
      if (needs.min && point < min[i]!) min[i] = point;
      if (needs.max && point > max[i]!) max[i] = point;
    }
  }

  *#merge(finer: Level, newest: Float64Array, reasons: Uint8Array): Steps {
    yield* inBands(this.#width, (from, to) => this.#mergeBand(finer, from, to));
    yield* this.#advance(finer.pdpPerRow, newest, reasons);
  }

  #mergeBand(finer: Level, from: number, to: number): void {
    const { sum, min, max, unknown, reason } = this;
    const needs = this.#needs;
    for (let i = from; i < to; i += 1) {
      const gaps = finer.unknown[i]!;
      if (gaps === 0) continue;
      unknown[i]! += gaps;
      reason[i] = finer.reason[i]!;
    }
    if (needs.sum) for (let i = from; i < to; i += 1) sum[i]! += finer.sum[i]!;
    if (needs.min) for (let i = from; i < to; i += 1) if (finer.min[i]! < min[i]!) min[i] = finer.min[i]!;
    if (needs.max) for (let i = from; i < to; i += 1) if (finer.max[i]! > max[i]!) max[i] = finer.max[i]!;
  }

  #write(
    { cf, xff }: RowTarget,
    newest: Float64Array,
    values: Float64Array,
    reasons: Uint8Array,
    from: number,
    to: number,
  ): void {
    const { sum, min, max, unknown, reason, pdpPerRow } = this;
    // A row of which nothing is known is unknown even where xff is 1.
    const allowed = Math.min(pdpPerRow * xff, pdpPerRow - 1);
    const column = cf === 'MIN' ? min : cf === 'MAX' ? max : cf === 'LAST' ? newest : sum;
    const average = cf === 'AVERAGE';
    for (let i = from; i < to; i += 1) {
      const gaps = unknown[i]!;
      const value = gaps > allowed ? NaN : average ? column[i]! / (pdpPerRow - gaps) : column[i]!;
      values[i] = value;
      reasons[i] = value === value ? 0 : reason[i]!;
    }
  }

  *#repeat(points: Float64Array, reasons: Uint8Array, count: number): Steps {
    const width = this.#width;
    const written = Math.min(count, this.#mostRows);
    this.#endsAt += (count - written) * this.pdpPerRow;
    for (let left = written; left > 0; left -= 1) {
      for (const target of this.#targets) {
        const row = target.next(width);
        row.values.set(points.length === width ? points : points.subarray(0, width));
        row.reasons.set(reasons.length === width ? reasons : reasons.subarray(0, width));
        yield;
      }
      yield* this.#complete();
    }
  }

  *#complete(): Steps {
    const endsAt = this.#endsAt;
    this.#endsAt += this.pdpPerRow;
    const steps = this.#onRow(this.pdpPerRow, endsAt);
    if (steps) yield* steps;
  }

  *#open(): Steps {
    this.filled = 0;
    if (this.pdpPerRow === 1) return;
    const { sum, min, max, unknown, reason } = this;
    yield* inBands(this.#width, (from, to) => {
      sum.fill(0, from, to);
      min.fill(Infinity, from, to);
      max.fill(-Infinity, from, to);
      unknown.fill(0, from, to);
      reason.fill(0, from, to);
    });
  }
}
