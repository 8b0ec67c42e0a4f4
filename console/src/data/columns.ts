import type { Histories, Series } from '../../../src/api/wire/history.ts';

/** What is drawn of an answer. */
type Rows = Omit<Histories, 'cf' | 'units' | 'next'>;

/** A value or null, and beside it why it is null. */
export interface Column {
  values: (number | null)[];
  /** Reason codes; null where the value is known. */
  reasons: (string | null)[];
  /** The least and the greatest value inside each row, where rows are made of finer ones. */
  band: Band | null;
}

export interface Band {
  low: (number | null)[];
  high: (number | null)[];
}

/** Rows of one entity: `times[i]` (epoch seconds) is the end of the interval that row i covers. */
export interface Columns {
  step: number;
  /** The step that was asked for, where only coarser rows reach back far enough. */
  stepAsked: number | null;
  times: number[];
  byMetric: Map<string, Column>;
  /** The server's sentences about rows that may be missing. */
  notes: readonly string[];
}

/** A span without values, which a chart hatches and names. */
export interface Gap {
  start: number;
  end: number;
  code: string;
}

const missing = 'not-collected';
/** Reasons that are those of the next row too, until a sample has another. */
const absences: ReadonlySet<string> = new Set(['not-running', 'not-reported', 'only-on-host']);
/** Unknown in an answer that has no reasons. */
export const unexplained = 'unexplained';

/** Columns from the API's columnar history. */
export function fromHistory(answer: Rows): Columns {
  const { start, end, step } = answer;
  const rows = Math.round((end - start) / step);
  const times = Array.from({ length: rows }, (_, row) => start + (row + 1) * step);
  const byMetric = new Map<string, Column>();
  for (const [metric, values] of Object.entries(answer.columns)) {
    const reasons = values.map((value) => (value === null ? missing : null));
    byMetric.set(metric, { values, reasons, band: bandOf(answer, metric) });
  }
  for (const gap of answer.gaps) {
    for (const metric of gap.metrics) {
      // A metric without a column has a gap and no values.
      if (!byMetric.has(metric)) byMetric.set(metric, unknownColumn(rows));
      explain(times, step, byMetric.get(metric) as Column, gap);
    }
  }
  return { step, stepAsked: answer.stepAsked ?? null, times, byMetric, notes: answer.notes ?? [] };
}

/** Columns of several entities, `<id>/<metric>` each; unknown values of a series without gaps have no reason. */
export function fromSeries({ start, end, step, stepAsked, series, notes = [] }: Series): Columns {
  const columns: Histories['columns'] = {};
  const bands = { MIN: {} as typeof columns, MAX: {} as typeof columns };
  const gaps: Histories['gaps'] = [];
  for (const { id, metric, cf, data, gaps: own } of series) {
    const into = cf === 'MIN' || cf === 'MAX' ? bands[cf] : columns;
    const key = `${id}/${metric}`;
    into[key] = data;
    if (into !== columns) continue;
    const known = own ?? [];
    const before = known[0]?.start ?? end;
    // Of more gaps than are answered the newest have their reasons.
    if (before > start) gaps.push({ start, end: before, reason: '', code: unexplained, metrics: [key] });
    for (const gap of known) gaps.push({ ...gap, metrics: [key] });
  }
  const whole = { start, end, step, columns, bands, notes };
  return fromHistory({ ...whole, ...(stepAsked !== undefined && { stepAsked }), gaps });
}

function unknownColumn(rows: number): Column {
  return { values: Array(rows).fill(null), reasons: Array(rows).fill(missing), band: null };
}

function bandOf({ bands }: Rows, metric: string): Band | null {
  const low = bands?.MIN?.[metric];
  const high = bands?.MAX?.[metric];
  return low && high ? { low, high } : null;
}

function explain(times: readonly number[], step: number, column: Column, gap: Gap): void {
  // A row belongs to the gap when the middle of its interval does, whichever way the ends were rounded.
  const rows = (instant: number): number => (instant - (times[0] ?? 0) + step / 2) / step;
  for (
    let row = Math.max(0, Math.floor(rows(gap.start)) + 1);
    row < Math.min(times.length, rows(gap.end));
    row++
  ) {
    if (column.values[row] === null) column.reasons[row] = gap.code;
  }
}

/** Puts newer columns behind (and over) older ones: what was refetched after the stream was away. */
export function join(into: Columns, newer: Columns, keepSeconds: number): void {
  for (const [row, time] of newer.times.entries()) {
    const values: Record<string, number | null> = {};
    const reasons: Record<string, string> = {};
    for (const [metric, column] of newer.byMetric) {
      values[metric] = column.values[row] ?? null;
      const reason = column.reasons[row];
      if (reason) reasons[metric] = reason;
    }
    put(into, time, values, reasons);
    joinBands(into, newer, time, row);
  }
  trim(into, keepSeconds);
}

function joinBands(into: Columns, newer: Columns, time: number, row: number): void {
  const at = rowOf(into, time);
  for (const [metric, { band }] of newer.byMetric) {
    const column = into.byMetric.get(metric);
    if (!band || !column || at < 0) continue;
    column.band ??= { low: column.values.map(() => null), high: column.values.map(() => null) };
    column.band.low[at] = band.low[row] ?? null;
    column.band.high[at] = band.high[row] ?? null;
  }
}

/**
 * Appends a live sample. Rows that were skipped become unknown: a line must not bridge what was not measured. Of two samples of one
 * interval the first is its row, as in the server.
 */
export function append(
  into: Columns,
  time: number,
  values: Readonly<Record<string, number | null>>,
  reasons: Readonly<Record<string, string>>,
  keepSeconds: number,
): void {
  const end = rowEnd(time, into.step);
  put(into, end, unlessThere(into, end, values), reasons);
  trim(into, keepSeconds);
}

/** Those of the values whose row has none yet, nor a reason. */
function unlessThere(
  { times, byMetric, step }: Columns,
  end: number,
  values: Readonly<Record<string, number | null>>,
): Readonly<Record<string, number | null>> {
  const row = times.findLastIndex((time) => Math.abs(time - end) < step / 2);
  if (row < 0) return values;
  const isFree = (metric: string): boolean => {
    const column = byMetric.get(metric);
    return !column || (column.values[row] === null && column.reasons[row] === missing);
  };
  return Object.fromEntries(Object.entries(values).filter(([metric]) => isFree(metric)));
}

/**
 * End of the interval a sample is of. Samples are taken when an interval has ended, so it is the last end before
 * the sample, as in the server's rows; a timer may fire a little early.
 */
export function rowEnd(time: number, step: number): number {
  return Math.floor(time / step + 0.1) * step;
}

function put(
  into: Columns,
  end: number,
  values: Readonly<Record<string, number | null>>,
  reasons: Readonly<Record<string, string>>,
): void {
  const { times, byMetric, step } = into;
  const last = times.at(-1);
  if (last !== undefined && end < last - step / 2) return overwrite(into, end, values, reasons);
  if (last === undefined || end - last > longestBridge * step) restart(into, end);
  else for (let next = last + step; next <= end + step / 2; next += step) times.push(next);
  for (const metric of Object.keys(values)) {
    if (!byMetric.has(metric)) byMetric.set(metric, { values: [], reasons: [], band: null });
  }
  for (const column of byMetric.values()) {
    // Samples have no values of what is not there: it is not there still.
    const before = column.reasons.at(-1) ?? null;
    const reason = before !== null && absences.has(before) ? before : missing;
    while (column.values.length < times.length) {
      column.values.push(null);
      column.reasons.push(reason);
      column.band?.low.push(null);
      column.band?.high.push(null);
    }
  }
  set(into, times.length - 1, values, reasons);
}

/** Rows bridged one by one at most: nothing older than so many is left on the page. */
const longestBridge = 2000;

function restart(into: Columns, end: number): void {
  into.times.splice(0, Infinity, end);
  into.byMetric.clear();
}

function overwrite(
  into: Columns,
  end: number,
  values: Readonly<Record<string, number | null>>,
  reasons: Readonly<Record<string, string>>,
): void {
  const row = rowOf(into, end);
  if (row >= 0) set(into, row, values, reasons);
}

function rowOf({ times, step }: Columns, end: number): number {
  return times.findLastIndex((time) => Math.abs(time - end) < step / 2);
}

function set(
  into: Columns,
  row: number,
  values: Readonly<Record<string, number | null>>,
  reasons: Readonly<Record<string, string>>,
): void {
  for (const [metric, value] of Object.entries(values)) {
    const column = into.byMetric.get(metric);
    if (!column) continue;
    column.values[row] = value;
    column.reasons[row] = value === null ? (reasons[metric] ?? missing) : null;
  }
}

function trim(columns: Columns, keepSeconds: number): void {
  const oldest = (columns.times.at(-1) ?? 0) - keepSeconds;
  const cut = columns.times.findIndex((time) => time > oldest);
  if (cut <= 0) return;
  columns.times.splice(0, cut);
  for (const column of columns.byMetric.values()) {
    column.values.splice(0, cut);
    column.reasons.splice(0, cut);
    column.band?.low.splice(0, cut);
    column.band?.high.splice(0, cut);
  }
}

/** Stretches in which every one of the columns is unknown, split where the first one's reason changes. */
export function gapsOf(
  columns: Columns,
  members: readonly (Column | undefined)[],
  from: number,
  to: number,
): Gap[] {
  const gaps: Gap[] = [];
  const present = members.filter((column) => column !== undefined);
  columns.times.forEach((time, row) => {
    if (time <= from || time - columns.step >= to) return;
    if (present.some((column) => column.values[row] !== null)) return;
    const code = present.length === 0 ? 'not-reported' : (present[0]?.reasons[row] ?? missing);
    const last = gaps.at(-1);
    if (last?.code === code && last.end >= time - columns.step - 0.001) last.end = time;
    else gaps.push({ start: time - columns.step, end: time, code });
  });
  return gaps;
}
