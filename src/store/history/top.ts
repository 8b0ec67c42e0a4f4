import { Reason } from '../../model/reason.ts';
import { Unit } from '../../model/unit.ts';
import { lookup } from '../../model/vocabulary.ts';
import {
  Consolidation,
  type History,
  type HistoryColumn,
  type Top,
  type TopQuery,
} from '../interfaces/history-reader.ts';

/** What a ranking is made of. */
export interface Ranked extends Pick<TopQuery, 'metric' | 'cf' | 'limit'> {
  /** Columns of the averages, and after each that of `cf` where it is another; their values are changed. */
  readonly history: History;
  /** Epoch ms at which the first interval begins in which an entity was seen. */
  readonly since: (column: HistoryColumn) => number;
}

/** Columns that are looked through before the rest may wait: about a millisecond. */
const columnsAtOnce = 256;

/**
 * The entities of a history of one metric, in the order of what they had of it. An entity that is off, removed or not there yet uses
 * nothing; a value that could not be read is unknown. Yields where the rest may wait.
 */
export function* topOf({ history, metric, cf, limit, since }: Ranked): Generator<void, Top> {
  const { start, end, stepMs, rows, columns } = history;
  const step = cf === Consolidation.average ? 1 : 2;
  if (isUse(metric)) yield* fillAbsent(history, since);
  const averages = columns.filter((_, i) => i % step === 0);
  const totals = reduce(yield* sumsOf(averages, rows));
  const all: { entity: HistoryColumn['entity']; value: number; known: number; share: number | null }[] = [];
  for (let i = 0; i < columns.length; i += step) {
    if (i % columnsAtOnce === 0) yield;
    const column = columns[i] as HistoryColumn;
    const average = reduce(column.values);
    if (average.known === 0) continue;
    const value = valueOf(reduce((columns[i + step - 1] as HistoryColumn).values), cf);
    const share = totals.total > 0 ? average.total / totals.total : null;
    all.push({ entity: column.entity, value, known: average.known / rows, share });
  }
  all.sort((a, b) => b.value - a.value || (a.entity.id < b.entity.id ? -1 : 1));
  const sum = totals.known > 0 ? valueOf(totals, cf) : 0;
  return { start, end, stepMs, count: all.length, sum, rows: all.slice(0, limit) };
}

/** Whether what does not run has none of it: of a latency it has no value. */
function isUse(metric: string): boolean {
  return lookup(metric)?.metric.unit !== Unit.seconds;
}

/** Makes 0 of the rows in which an entity did not run; of those before it was there where any other was read. */
function* fillAbsent(
  { start, stepMs, rows, columns }: History,
  since: Ranked['since'],
): Generator<void, void> {
  const isRead = new Uint8Array(rows);
  for (const [place, { values, reasons }] of columns.entries()) {
    if (place % columnsAtOnce === 0) yield;
    for (let i = 0; i < rows; i++) if (!Number.isNaN(values[i]) || isAbsent(reasons[i])) isRead[i] = 1;
  }
  for (const [place, column] of columns.entries()) {
    if (place % columnsAtOnce === 0) yield;
    const { values, reasons } = column;
    const first = Math.floor((since(column) - start) / stepMs);
    for (let i = 0; i < rows; i++) {
      if (!Number.isNaN(values[i])) continue;
      if (isAbsent(reasons[i]) || (i < first && isRead[i] === 1)) values[i] = 0;
    }
  }
}

function isAbsent(reason: number | undefined): boolean {
  return reason === Reason.notRunning || reason === Reason.gone;
}

/** What all had together in each row, as far as it was read. */
function* sumsOf(columns: readonly HistoryColumn[], rows: number): Generator<void, Float64Array> {
  const sums = new Float64Array(rows).fill(Number.NaN);
  for (const [place, { values }] of columns.entries()) {
    if (place % columnsAtOnce === 0) yield;
    for (let i = 0; i < rows; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) sums[i] = value + (sums[i] || 0);
    }
  }
  return sums;
}

interface Reduced {
  readonly known: number;
  readonly total: number;
  readonly least: number;
  readonly greatest: number;
  readonly newest: number;
}

function reduce(values: Float64Array): Reduced {
  let [known, total, least, greatest, newest] = [0, 0, Infinity, -Infinity, Number.NaN];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known++;
    total += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    newest = value;
  }
  return { known, total, least, greatest, newest };
}

function valueOf({ known, total, least, greatest, newest }: Reduced, cf: Consolidation): number {
  return { AVERAGE: total / known, MIN: least, MAX: greatest, LAST: newest }[cf];
}
