import { InputError } from '../../model/error.ts';
import { Consolidation, type HistoryQuery } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { quoted } from '../http/resolve.ts';
import type { Cursor } from './cursor.ts';

/** What a request may say of the time it wants; in seconds, negative = before now. */
export interface RangeQuery {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
  readonly cf?: string;
}

/** What is read where a request says no start. */
export const defaultSpanMs = 600_000;
/** The last instant that a date can be. */
const latestMs = 8.64e15;
const known = Object.values(Consolidation);

/** What a request asks of time: rows of one step, each as one or several functions have it. */
export interface Range extends Omit<HistoryQuery, 'entities' | 'metrics'> {
  readonly cfs: readonly Consolidation[];
}

/** The last ten minutes unless the query says otherwise, also of a remote engine. @throws InputError QUERY_INVALID or LIST_EMPTY. */
export function rangeOf(services: Services, query: RangeQuery): Range {
  const window = windowOf(services, query, defaultSpanMs);
  return {
    ...window,
    ...(query.step !== undefined && { stepMs: query.step * 1000 }),
    cfs: functionsOf(query.cf ?? Consolidation.average),
    remote: true,
  };
}

/** Start and end in epoch ms, `spanMs` long unless the query says otherwise. @throws InputError QUERY_INVALID. */
export function windowOf(
  { clock }: Services,
  query: Pick<RangeQuery, 'start' | 'end'>,
  spanMs: number,
): { start: number; end: number } {
  const now = clock.now();
  const at = (seconds: number): number => {
    const ms = (seconds < 0 ? now : 0) + seconds * 1000;
    return Math.min(Math.max(ms, 0), latestMs);
  };
  const end = query.end === undefined ? now : at(query.end);
  const start = query.start === undefined ? end - spanMs : at(query.start);
  if (start > end) throw new InputError('QUERY_INVALID', 'Cannot read history: start is after end');
  return { start, end };
}

/** Rows after the cursor, in its step: our own. */
export function rangeAfter(services: Services, { end, stepMs, cfs }: Cursor): Range {
  return { start: end, end: services.clock.now() + services.stepMs, stepMs, cfs };
}

function functionsOf(list: string): Consolidation[] {
  const names = [...new Set(list.split(',').filter((name) => name !== ''))];
  if (names.length === 0) {
    throw new InputError('LIST_EMPTY', 'Cannot read history: the list of cf is empty');
  }
  return names.map((name) => {
    const cf = known.find((one) => one === name);
    if (!cf) {
      const problem = `Cannot read address: cf must be of ${known.join(',')}: it has ${quoted(name)}`;
      throw new InputError('QUERY_INVALID', problem);
    }
    return cf;
  });
}
