import type { Batch } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { SeriesTable } from '../../model/series.ts';
import { SlotList } from '../../model/slot-list.ts';
import { lastHeld, ROWS_BEFORE_CLOSE } from '../held-rows.ts';
import type { Rows } from '../history/merge-rows.ts';

/** One interval of one source: a copy of its batch. */
export interface Row {
  /** Number of the interval since the epoch: it ends at `index · stepMs`. */
  index: number;
  /** Epoch ms of the batch. */
  time: number;
  /** Intervals from one batch to the next: those after it have its values too (held-rows.ts). */
  every: number;
  /** Slots that existed then; the arrays are longer. */
  length: number;
  values: Float64Array;
  reasons: Uint8Array;
}

/** Slots examined before the event loop may turn: less than a millisecond. */
const slotsAtOnce = 8192;

/**
 * The last intervals of one source. Row `index` is at `index % rows`, so a skipped interval costs nothing: another index
 * at its place means that nothing was collected.
 *
 *     index   … 118  119  120  121 …          rows = 4
 *     place       2    3    0    1
 */
export class Ring {
  readonly series: SeriesTable;
  readonly #stepMs: number;
  readonly #rows: (Row | undefined)[];
  /** The newest row that is kept, and a later batch that is shown but not kept. */
  #head: Row | null = null;
  #passing: Row | null = null;
  /** The clock was set back and later rows were dropped: rows before a gap may be in files only. */
  #rewound = false;
  /** The newest intervals that were skipped for a special reason. */
  #skipped = { from: 0, to: -1, reason: Reason.notCollected as Reason };
  /** Number of the first interval. */
  #first = 0;
  #version = -1;
  /** The owner of each slot: values of an earlier owner are not the history of the new one. */
  readonly #owners = new SlotList<Entity | null>();
  readonly #ownedMetrics = new SlotList<string>();
  /** Slots without an owner: a value that a batch has there is ignored. */
  #resting: number[] = [];
  /** Number of the interval in which each slot got its owner. */
  #since = new Float64Array(0);
  /** Epoch ms of the newest known value that left the ring; 0 = none. */
  #lastKnown = new Float64Array(0);

  constructor(series: SeriesTable, rows: number, stepMs: number) {
    this.series = series;
    this.#stepMs = stepMs;
    this.#rows = Array.from({ length: rows });
  }

  /** The newest batch, also where it is no row. */
  get newest(): Row | null {
    return this.#passing ?? this.#head;
  }

  /** The newest row. */
  get head(): Row | null {
    return this.#head;
  }

  /**
   * Takes a batch as the row of its interval; those skipped before it are unknown for `gapReason`. Yields while nothing of
   * the new row is to be seen yet.
   *
   * @param isHeld whether it is not the row of its interval, and only held in those after it
   */
  *append(batch: Batch, gapReason: Reason = Reason.notCollected, isHeld = false): Generator<void, void> {
    const index = batch.rowEndMs / this.#stepMs;
    const next = (this.#head?.index ?? index) + 1;
    if (index < next - 1) this.#forgetAfter(index);
    if (index > next) {
      if (this.#rewound) this.#first = index;
      this.#rewound = false;
      if (gapReason !== Reason.notCollected) this.#skipped = { from: next, to: index - 1, reason: gapReason };
    }
    const since = isHeld ? index + 1 : index;
    yield* this.#adoptOwners(since);
    const place = index % this.#rows.length;
    const row = this.#recycle(place);
    this.#fill(row, batch, index);
    this.#rows[place] = row;
    if (!this.#head || index < this.#first) this.#first = since;
    this.#head = row;
    this.#passing = null;
  }

  /** Takes a batch as the newest values, and not as a row. */
  *pass(batch: Batch): Generator<void, void> {
    const index = batch.rowEndMs / this.#stepMs;
    yield* this.#adoptOwners(this.#head ? this.#head.index + 1 : index);
    this.#passing ??= emptyRow();
    this.#fill(this.#passing, batch, index);
  }

  /** The row of an interval, null where nothing was collected. */
  at(index: number): Row | null {
    const row = this.#rows[index % this.#rows.length];
    return row?.index === index ? row : null;
  }

  /** Number of the oldest interval it can hold; 0 before the first. */
  get oldest(): number {
    const newest = this.#head?.index ?? 0;
    let oldest = Math.max(this.#first, newest - this.#rows.length + 1);
    // Those between two batches are there as long as the first of the two is.
    if (this.#head && this.#head.every > 1) while (oldest < newest && !this.at(oldest)) oldest++;
    return oldest;
  }

  /**
   * Number of the newest interval whose values do not change any more.
   *
   * @param last number of the newest interval of any source
   */
  newestIndex(last: number): number {
    if (!this.#head) return 0;
    const { index, every } = this.#head;
    const due = index + every;
    // The batch that is due may still come.
    if (last < due + ROWS_BEFORE_CLOSE) return Math.min(Math.max(last, index), due - 1);
    return Math.max(due - 1, Math.min(last - ROWS_BEFORE_CLOSE, lastHeld(index, every)));
  }

  /** Number of the oldest interval of which it can hold a value of the slot's owner. */
  oldestOf(slot: number): number {
    return Math.max(this.oldest, this.#since[slot] ?? 0);
  }

  /** Reads the rows of a slot from interval `first` on, as many as there is room for. */
  column(slot: number, first: number, { values, reasons }: Rows): void {
    values.fill(Number.NaN);
    reasons.fill(Reason.notCollected);
    let before = this.#before(first);
    for (let i = 0; i < values.length; i++) {
      before = this.at(first + i) ?? before;
      const row = before && first + i <= lastHeld(before.index, before.every) ? before : null;
      if (!row) reasons[i] = this.#whySkipped(first + i);
      if (!row || slot >= row.length) continue;
      const value = row.values[slot] as number;
      values[i] = value;
      reasons[i] = Number.isNaN(value) ? row.reasons[slot] || Reason.notCollected : Reason.known;
    }
  }

  /** Epoch ms when the slot's value was last known, NaN if it never was. */
  lastKnown(slot: number): number {
    const newest = this.#head?.index ?? 0;
    for (let index = newest; index > newest - this.#rows.length && index >= 0; index--) {
      const row = this.at(index);
      if (row && slot < row.length && !Number.isNaN(row.values[slot])) return row.time;
    }
    return this.#lastKnown[slot] || Number.NaN;
  }

  /** The clock went back: rows of a future that did not happen go, and are where older ones have been. */
  #forgetAfter(index: number): void {
    this.#rewound = true;
    for (const row of this.#rows) if (row && row.index > index) row.index = -1;
    for (const [slot, since] of this.#since.entries()) if (since > index) this.#since[slot] = index;
    for (this.#first = index; this.at(this.#first - 1);) this.#first--;
  }

  /** The row of the newest batch before an interval that may be held in it. */
  #before(index: number): Row | null {
    const { every = 1 } = this.#head ?? {};
    for (let back = 1; back < 2 * every; back++) {
      const row = this.at(index - back);
      if (row) return row;
    }
    return null;
  }

  #whySkipped(index: number): Reason {
    const { from, to, reason } = this.#skipped;
    return index >= from && index <= to ? reason : Reason.notCollected;
  }

  #fill(row: Row, batch: Batch, index: number): void {
    const length = this.series.length;
    if (row.values.length < length) {
      // Little room to grow: it is paid in every row.
      const room = length + (length >> 6) + 64;
      row.values = new Float64Array(room);
      row.reasons = new Uint8Array(room);
    }
    row.values.set(batch.values.length === length ? batch.values : batch.values.subarray(0, length));
    row.reasons.set(batch.reasons.length === length ? batch.reasons : batch.reasons.subarray(0, length));
    row.values.fill(Number.NaN, length);
    row.reasons.fill(Reason.notCollected, length);
    row.index = index;
    row.time = batch.time;
    row.every = batch.intervalMs / this.#stepMs;
    row.length = length;
    for (const slot of this.#resting) row.values[slot] = Number.NaN;
  }

  #recycle(place: number): Row {
    const row = this.#rows[place];
    if (!row) return emptyRow();
    if (row.index >= 0) {
      const { values, time, length } = row;
      const known = this.#lastKnown;
      for (let slot = 0; slot < length; slot++) {
        const value = values[slot] as number;
        // The comparison with itself is the fast test for NaN (310,000 slots: 0.3 ms).
        if (value === value && time > (known[slot] as number)) known[slot] = time;
      }
    }
    return row;
  }

  /** @param index number of the interval from which on the slots have their present owners. */
  *#adoptOwners(index: number): Generator<void, void> {
    if (this.#version === this.series.version) return;
    const length = this.series.length;
    if (this.#lastKnown.length < length) {
      this.#lastKnown = grown(this.#lastKnown, length);
      yield;
      this.#since = grown(this.#since, length);
    }
    this.#resting = [];
    for (let slot = 0; slot < length; slot++) {
      if (slot % slotsAtOnce === 0) yield;
      const owner = this.series.entityAt(slot);
      if (!owner) this.#resting.push(slot);
      const metric = this.series.metricAt(slot);
      if (this.#owners.get(slot) === owner && this.#ownedMetrics.get(slot) === metric) continue;
      if (owner && slot < this.#owners.length) this.#erase(slot, index);
      this.#owners.set(slot, owner);
      this.#ownedMetrics.set(slot, metric);
      this.#since[slot] = index;
    }
    this.#version = this.series.version;
  }

  #erase(slot: number, before: number): void {
    this.#lastKnown[slot] = 0;
    for (const row of this.#rows) {
      if (!row || row.index >= before || slot >= row.length) continue;
      row.values[slot] = Number.NaN;
      row.reasons[slot] = Reason.notCollected;
    }
  }
}

function emptyRow(): Row {
  return { index: -1, time: 0, every: 1, length: 0, values: new Float64Array(0), reasons: new Uint8Array(0) };
}

function grown(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const array = new Float64Array(length + (length >> 3));
  array.set(old);
  return array;
}
