import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { Consolidation, History, HistoryColumn } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import type { Cursor } from './cursor.ts';
import { rangeAfter, type Range } from './range.ts';

/** Values one answer may hold, and series. */
const maxValues = 2_000_000;
const maxSeries = 100_000;

/** What a history is read of. */
export interface Subject {
  readonly entities: readonly Entity[];
  readonly metrics: readonly string[];
  /** Whether rows have their reasons; true when left out. */
  readonly reasons?: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** @throws InputError QUERY_INVALID for an answer that would be too large. */
export async function readHistory(services: Services, subject: Subject, range: Range): Promise<History> {
  const query = { ...subject, ...range };
  const width = subject.entities.length * subject.metrics.length * range.cfs.length;
  if (width > maxSeries) {
    throw new InputError('QUERY_INVALID', `Cannot read history: ${width} series, at most ${maxSeries}`);
  }
  const asked = width * Math.ceil((range.end - range.start) / (range.stepMs ?? services.stepMs));
  // The store may hold far fewer rows than were asked for: only then is the count worth a second look.
  if (asked > maxValues) {
    const { rows } = await services.history.history({ ...query, metrics: [] });
    if (width * rows > maxValues) {
      throw new InputError(
        'QUERY_INVALID',
        `Cannot read history: ${width * rows} values, at most ${maxValues}`,
      );
    }
  }
  return services.history.history(query);
}

/** What is newer than the cursor; where nothing is, no rows at its own place, whatever the store has. */
export async function readAfter(services: Services, subject: Subject, cursor: Cursor): Promise<History> {
  const history = await readHistory(services, subject, rangeAfter(services, cursor));
  const { end, stepMs } = cursor;
  return history.rows > 0 ? history : { ...history, start: end, end, stepMs, askedStepMs: null };
}

/** The columns of each function, in the order they were asked for. */
export function byFunction(
  { columns }: History,
  cfs: readonly Consolidation[],
): { readonly first: HistoryColumn[]; readonly bands: [Consolidation, HistoryColumn[]][] } {
  const [first = [], ...others] = cfs.map((cf) => columns.filter((column) => column.cf === cf));
  return { first, bands: others.map((band, i) => [cfs[i + 1] as Consolidation, band]) };
}
