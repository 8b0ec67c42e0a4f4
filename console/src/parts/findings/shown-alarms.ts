import type { Alarm, Alarms } from '../../../../src/api/wire/alarms.ts';

/** Alarms shown before the rest is left to their page. */
const most = 5;

interface Shown {
  readonly alarms: readonly Alarm[];
  /** How many more there are, in words; empty where there are none. */
  readonly rest: string;
}

/** The alarms that are above a page: red before amber, then the oldest. What another alarm or a silence hides is left out. */
export function shownAlarms({ alarms, next }: Pick<Alarms, 'alarms' | 'next'>): Shown {
  const seen = alarms.filter(({ inhibited, silenced }) => inhibited === null && silenced === null);
  seen.sort((a, b) => Number(b.state === 'red') - Number(a.state === 'red') || a.since - b.since);
  const rest = seen.length - most;
  // Of those on the next page it is not known which are hidden.
  const atLeast = next === null ? '' : 'at least ';
  return { alarms: seen.slice(0, most), rest: rest > 0 ? `and ${atLeast}${rest} more` : '' };
}
