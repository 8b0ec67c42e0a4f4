import { signal } from '@preact/signals';

/** A time zone with its rules. Offsets are seconds east of UTC. */
export interface Zone {
  /** In the words of the IANA database: `Europe/Berlin`. */
  readonly name: string;
  readonly offsetAt: (epoch: number) => number;
  /** What its time is called at an instant: `CET`, `EDT`, `UTC+05:30`. */
  readonly nameAt: (epoch: number) => string;
}

/** Offsets change at multiples of this, seconds: Lord Howe's at half past. */
const quarter = 900;
/** Quarters remembered: a year of days, a week of hours, and the rows of a chart. */
const mostKnown = 4096;

/** The zone of that name of the IANA database. What `Intl` computes in microseconds is computed once a quarter of an hour. */
export function zoneOf(name: string): Zone {
  const offset = new Intl.DateTimeFormat('en-GB', { timeZone: name, timeZoneName: 'longOffset' });
  // Each language has abbreviations for its own part of the world only.
  const names = ['en-GB', 'en-US'].map(
    (language) => new Intl.DateTimeFormat(language, { timeZone: name, timeZoneName: 'short' }),
  );
  const offsetAt = remembered((epoch) => {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(zoneOfParts(offset, epoch)) ?? [];
    const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
    return sign === '-' ? -seconds : seconds;
  });
  const nameAt = remembered((epoch) => {
    const short = names.map((format) => zoneOfParts(format, epoch)).find((word) => !/^GMT./.test(word));
    return short ?? `UTC${offsetText(offsetAt(epoch))}`;
  });
  return { name, offsetAt, nameAt };
}

/** `+05:30`. */
export function offsetText(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * The instants at which the clocks of a zone show a time, in order: none in the hour that is skipped in spring, two in the one that comes
 * twice in autumn.
 *
 * @param wall the time shown, in seconds as if it were UTC.
 */
export function instantsOf(zone: Zone, wall: number): number[] {
  const offsets = new Set([zone.offsetAt(wall - 86_400), zone.offsetAt(wall + 86_400)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((epoch) => epoch + zone.offsetAt(epoch) === wall)
    .sort((a, b) => a - b);
}

export const utc = zoneOf('UTC');

/** The zone in which the console shows times. Reading it follows it; UTC until the console has started. */
export const zone = signal<Zone>(utc);

function remembered<Result>(find: (epoch: number) => Result): (epoch: number) => Result {
  const known = new Map<number, Result>();
  return (epoch) => {
    const place = Math.floor(epoch / quarter);
    let found = known.get(place);
    if (found === undefined) {
      if (known.size >= mostKnown) known.clear();
      known.set(place, (found = find(place * quarter)));
    }
    return found;
  };
}

function zoneOfParts(format: Intl.DateTimeFormat, epoch: number): string {
  return format.formatToParts(epoch * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
