import { instantsOf, offsetText, utc, zone, type Zone } from './zone.ts';

/**
 * How instants read everywhere in the console: in the chosen zone, whose name stands beside them (`withZone`) or once for all of them (the
 * head of a table, the corner of a chart). Epoch seconds.
 */
const nbsp = '\u00a0';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Spans this long have the same day in two years, or nearly. */
const longSeconds = 180 * 86_400;
/** Rows this long are of days of UTC, whatever the zone: so they are stored. */
const daySeconds = 86_400;

/** The time of day: `09:41:07`. */
export function clock(epoch: number): string {
  return wall(epoch).slice(11, 19);
}

/** The day: `2 Nov`, or `2 Nov 2026` in a span of many months. */
export function day(epoch: number, spanSeconds = 0): string {
  return dayIn(zone.value, epoch, spanSeconds);
}

/** An instant in a span of so many seconds: `09:41:07`, `2 Nov 09:41` where the span is longer than a day, with the year where it is many months. */
export function moment(epoch: number, spanSeconds: number): string {
  const text =
    spanSeconds <= daySeconds ? clock(epoch) : `${day(epoch, spanSeconds)} ${clock(epoch).slice(0, 5)}`;
  return text + nameIfTwice(epoch);
}

/**
 * What a row covers: `09:41:05` (its end) for short ones, `09:40–09:41`, `2 Nov 09:00–10:00`, `2 Nov 2026`, which is a day of
 * UTC and named so where the zone is another; never the same for two rows.
 */
export function rowTime(end: number, step: number, spanSeconds: number): string {
  const start = end - step;
  if (step >= daySeconds) return utcDay(start, spanSeconds);
  const date = spanSeconds <= daySeconds ? '' : `${day(start, spanSeconds)} `;
  if (step < 60) return date + clock(end) + nameIfTwice(end);
  return `${date}${clock(start).slice(0, 5)}–${clock(end).slice(0, 5)}${nameIfTwice(start)}`;
}

/** As {@link rowTime}, with the name of the zone. */
export function rowTimeWithZone(end: number, step: number, spanSeconds: number): string {
  const text = rowTime(end, step, spanSeconds);
  return step >= daySeconds ? named(text, utc.name) : withZone(text, end - step);
}

/** An instant: the time of day, with the date where it is not today's. */
export function instant(epoch: number, now: number): string {
  const date = wall(epoch);
  return date.slice(0, 10) === wall(now).slice(0, 10)
    ? date.slice(11, 19)
    : `${date.slice(0, 10)} ${date.slice(11, 16)}`;
}

/** An instant with all there is to it, for tooltips: `2026-11-02 09:41:07 CET (UTC+01:00)`. */
export function fullInstant(epoch: number): string {
  const name = zone.value.nameAt(epoch);
  const offset = `UTC${offsetText(zone.value.offsetAt(epoch))}`;
  const known = name === offset || name === utc.name;
  return `${wall(epoch).slice(0, 19).replace('T', ' ')} ${name}${known ? '' : ` (${offset})`}`;
}

/** A text about an instant, with the name of the zone. */
export function withZone(text: string, epoch: number): string {
  return named(text, zone.value.nameAt(epoch));
}

/** Names of the zone in a span: two where clocks are changed in it. */
export function zoneNames(from: number, to: number): string {
  const { nameAt } = zone.value;
  return [...new Set([nameAt(from), nameAt(to)])].join('/');
}

/** Names the zone of an instant whose time of day comes twice, in the night in which clocks go back. */
export function nameIfTwice(epoch: number): string {
  const { offsetAt, nameAt } = zone.value;
  const offset = offsetAt(epoch);
  if (offsetAt(epoch - 10_800) === offset && offsetAt(epoch + 10_800) === offset) return '';
  return instantsOf(zone.value, epoch + offset).length > 1 ? `${nbsp}${nameAt(epoch)}` : '';
}

function named(text: string, name: string): string {
  return text.endsWith(name) ? text : `${text} ${name}`;
}

function utcDay(epoch: number, spanSeconds: number): string {
  const text = dayIn(utc, epoch, spanSeconds);
  return zone.value.nameAt(epoch) === utc.name ? text : `${text}${nbsp}${utc.name}`;
}

function dayIn({ offsetAt }: Zone, epoch: number, spanSeconds: number): string {
  const date = new Date((epoch + offsetAt(epoch)) * 1000);
  const year = spanSeconds < longSeconds ? '' : `${nbsp}${date.getUTCFullYear()}`;
  return `${date.getUTCDate()}${nbsp}${months[date.getUTCMonth()]}${year}`;
}

/** What clocks of the zone show, as an ISO date without its end. */
function wall(epoch: number): string {
  return new Date((epoch + zone.value.offsetAt(epoch)) * 1000).toISOString();
}
