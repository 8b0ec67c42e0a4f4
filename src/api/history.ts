import type { Entity } from '../model/entity.ts';
import { InputError } from '../model/error.ts';
import { Reason, reasonCode, reasonText } from '../model/reason.ts';
import { Consolidation, type History, type HistoryColumn, type HistoryQuery } from '../store/mod.ts';
import type { Cursor } from './cursor.ts';
import type { Services } from './context.ts';

/** What a request may say of the time it wants; in seconds, negative = before now. */
export interface RangeQuery {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
  readonly cf?: Consolidation;
}

/** Values one answer may hold. */
const maxValues = 2_000_000;
const defaultSpanMs = 600_000;

/** What a request asks of time: one function, in rows of one step. */
export interface Range extends Required<Pick<HistoryQuery, 'start' | 'end' | 'stepMs'>> {
  readonly cf: Consolidation;
}

/** What a history is read of. */
export interface Subject extends Range {
  readonly entities: readonly Entity[];
  readonly metrics: readonly string[];
}

/** The last ten minutes unless the query says otherwise. @throws InputError QUERY_INVALID. */
export function rangeOf(services: Services, query: RangeQuery): Range {
  const now = services.clock.now();
  const at = (seconds: number): number => (seconds < 0 ? now : 0) + seconds * 1000;
  const end = query.end === undefined ? now : at(query.end);
  const start = query.start === undefined ? end - defaultSpanMs : at(query.start);
  if (start > end) throw new InputError('QUERY_INVALID', 'Cannot read history: start is after end');
  const stepMs = query.step === undefined ? services.stepMs : query.step * 1000;
  return { start, end, stepMs, cf: query.cf ?? Consolidation.average };
}

/** Rows after the cursor, in its step. */
export function rangeAfter(services: Services, { end, stepMs, cf }: Cursor): Range {
  return { start: end, end: services.clock.now() + services.stepMs, stepMs, cf };
}

/** @throws InputError QUERY_INVALID for an answer that would be too large. */
export async function readHistory(services: Services, { cf, ...rest }: Subject): Promise<History> {
  const query: HistoryQuery = { ...rest, cfs: [cf] };
  const { entities, metrics, start, end, stepMs } = rest;
  const asked = entities.length * metrics.length * Math.ceil((end - start) / stepMs);
  // The ring may hold far fewer rows than were asked for: only then is the count worth a second look.
  if (asked > maxValues) {
    const { rows } = await services.store.history({ ...query, metrics: [] });
    const count = entities.length * metrics.length * rows;
    if (count > maxValues) {
      throw new InputError('QUERY_INVALID', `Cannot read history: ${count} values, at most ${maxValues}`);
    }
  }
  return services.store.history(query);
}

/** A stretch in which metrics are unknown for one reason. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly code: string;
  readonly metrics: readonly string[];
}

/** The gaps of all columns, those with the same bounds and reason in one; in order of time. */
export function gapsOf({ start, stepMs, columns }: History): Gap[] {
  const gaps = new Map<string, { from: number; to: number; reason: number; metrics: string[] }>();
  for (const { metric, reasons } of columns) {
    for (const [from, to, reason] of runs(reasons)) {
      const key = `${from} ${to} ${reason}`;
      const gap = gaps.get(key);
      if (gap) gap.metrics.push(metric);
      else gaps.set(key, { from, to, reason, metrics: [metric] });
    }
  }
  const at = (row: number): number => (start + row * stepMs) / 1000;
  return [...gaps.values()]
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to, reason, metrics }) => {
      return { start: at(from), end: at(to), reason: reasonText(reason), code: reasonCode(reason), metrics };
    });
}

/** `{"3":"stuck"}` for the rows of a column that are unknown. */
export function sparseReasons({ reasons }: HistoryColumn): Record<string, string> {
  const sparse: Record<string, string> = {};
  for (const [row, reason] of reasons.entries()) {
    if (reason !== Reason.known) sparse[row] = reasonCode(reason);
  }
  return sparse;
}

function* runs(reasons: Uint8Array): Generator<[from: number, to: number, reason: number]> {
  let from = 0;
  for (let row = 1; row <= reasons.length; row++) {
    const reason = reasons[from] as number;
    if (row < reasons.length && reasons[row] === reason) continue;
    if (reason !== Reason.known) yield [from, row, reason];
    from = row;
  }
}
