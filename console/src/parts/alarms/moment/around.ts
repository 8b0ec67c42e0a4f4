import type { Event } from '../../../../../src/api/wire/events.ts';
import { span } from '../../../format/format.ts';

/** Seconds before and after an alarm was raised. */
export const around = { before: 900, after: 300 } as const;

/** Events that are listed, those nearest to the alarm. */
const most = 15;

/** Events of these hosts and machines around an instant, oldest first. @param ids of entities by class. */
export function eventsNear(
  events: readonly Event[],
  raised: number,
  ids: ReadonlyMap<string, ReadonlySet<string>>,
): Event[] {
  const distance = ({ time }: Event): number => Math.abs(time - raised);
  return events
    .filter(({ class: cls, id }) => ids.get(cls)?.has(id))
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .toSorted((a, b) => a.time - b.time);
}

/** How far an event is from the alarm: `4 min before`. */
export function distanceText(time: number, raised: number): string {
  const seconds = Math.round(Math.abs(time - raised));
  if (seconds === 0) return 'at once';
  const length = span(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);
  return `${length} ${time < raised ? 'before' : 'after'}`;
}
