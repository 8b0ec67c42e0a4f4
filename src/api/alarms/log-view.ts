import type { Transition } from '../../alarms/mod.ts';
import type { AlarmLog } from '../wire/alarms.ts';
import { filterParameters } from './filter.ts';
import type { LogQuery } from './log-query.ts';
import { transitionView } from './view.ts';

/** Transitions that were read, and the cursors of those behind and before them. */
interface Read {
  readonly transitions: readonly Transition[];
  readonly gap: number;
  readonly newer: number;
  readonly older: number | null;
}

/** Transitions with the addresses of those around them, which are asked for in the same way. */
export function logView(
  { keptSince }: { readonly keptSince: number | null },
  { limit = 100, ...query }: LogQuery,
  { transitions, gap, newer, older }: Read,
): AlarmLog {
  const address = (place: Record<string, string>): string => {
    const parameters = new URLSearchParams({ ...place, limit: String(limit), ...filterParameters(query) });
    return `/alarms/log?${parameters.toString()}`;
  };
  return {
    transitions: transitions.map(transitionView),
    gap,
    next: `${address({ after: String(newer) })}&wait=60`,
    previous: older === null ? null : address({ before: String(older) }),
    keptSince: keptSince === null ? null : keptSince / 1000,
  };
}
