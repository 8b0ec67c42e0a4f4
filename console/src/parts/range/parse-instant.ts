import { instantsOf, type Zone } from '../../format/zone.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const day = 86_400;

/** What instants are read by. */
export interface Reading {
  /** Zone of what names none. */
  readonly zone: Zone;
  /** Epoch seconds. */
  readonly now: number;
}

/** A day as it was read: its midnight on the wall clock, seconds as if it were UTC, and what is left of the text. */
interface Day {
  readonly wall: number;
  readonly rest: string;
}

/** What one end of a range names: epoch seconds, and the day that the other end is of unless it names one. */
export interface Instant {
  readonly epoch: number;
  readonly day: number;
  /** Where it ends, if it names a day and no time of it; else null. */
  readonly end: number | null;
}

/**
 * Reads `2026-11-24 02:00`, `02:00`, `last Tuesday 02:00`, `yesterday`, `now`, ISO times with a zone, epoch seconds; null for what is none.
 *
 * @param onDay midnight of the day of what names none, on the wall clock as if it were UTC; today when left out.
 */
export function parseInstant(text: string, { zone, now }: Reading, onDay?: number): Instant | null {
  const trimmed = text.trim().toLowerCase();
  const today = Math.floor((now + zone.offsetAt(now)) / day) * day;
  if (trimmed === 'now') return { epoch: now, day: today, end: null };
  if (/^\d{9,10}(\.\d+)?$/.test(trimmed)) return ofEpoch(Number(trimmed), zone);
  if (/^\d{12,13}$/.test(trimmed)) return ofEpoch(Number(trimmed) / 1000, zone);
  const named = dayOf(trimmed, today);
  const { wall, rest } = named ?? { wall: onDay ?? today, rest: trimmed };
  if (rest === '') {
    const begin = named && wallInstant(wall, zone, wall);
    return begin && { ...begin, end: wallInstant(wall + day, zone, wall)?.epoch ?? begin.epoch + day };
  }
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(.*)$/.exec(rest);
  if (!parts) return null;
  const [, hours, minutes, seconds = '0', suffix = ''] = parts;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 24 || minute > 59 || second > 59 || hour * 3600 + minute * 60 + second > day) return null;
  const time = wall + hour * 3600 + minute * 60 + second;
  const offset = offsetOf(suffix, zone, time);
  if (offset === undefined) return null;
  if (offset !== null) return { epoch: time - offset, day: wall, end: null };
  return wallInstant(time, zone, wall);
}

/** The hour that comes twice is the first of the two; one that is skipped is none. */
function wallInstant(time: number, zone: Zone, wall: number): Instant | null {
  const epoch = instantsOf(zone, time)[0];
  return epoch === undefined ? null : { epoch, day: wall, end: null };
}

function ofEpoch(epoch: number, zone: Zone): Instant {
  return { epoch, day: Math.floor((epoch + zone.offsetAt(epoch)) / day) * day, end: null };
}

function dayOf(text: string, today: number): Day | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[t ]+|$)(.*)$/.exec(text);
  if (iso) {
    const [, year, month, date, rest = ''] = iso;
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(date)) / 1000;
    const isThere = new Date(wall * 1000).getUTCDate() === Number(date) && Number(month) <= 12;
    return isThere ? { wall, rest } : null;
  }
  const [, word = '', rest = ''] = /^(?:last\s+|on\s+)?([a-z]+)\s*(.*)$/.exec(text) ?? [];
  if (word === 'today') return { wall: today, rest };
  if (word === 'yesterday') return { wall: today - day, rest };
  const weekday = word.length < 3 ? -1 : weekdays.findIndex((name) => name.startsWith(word));
  if (weekday < 0) return null;
  // The last one that is over: on a Tuesday "Tuesday" is that of a week ago.
  const back = ((new Date(today * 1000).getUTCDay() - weekday + 6) % 7) + 1;
  return { wall: today - back * day, rest };
}

/** Seconds east of UTC that a suffix names; null where there is none, undefined where it is no zone. */
function offsetOf(suffix: string, zone: Zone, time: number): number | null | undefined {
  if (suffix === '') return null;
  if (/^(z|utc|gmt)$/.test(suffix)) return 0;
  const [, sign, hours, minutes = '0'] = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?$/.exec(suffix) ?? [];
  if (hours !== undefined) {
    const seconds = Number(hours) * 3600 + Number(minutes) * 60;
    return seconds > 14 * 3600 ? undefined : sign === '-' ? -seconds : seconds;
  }
  // The zone's own names, of winter and of summer: they tell the hour that comes twice apart.
  const around = [time - day, time + day].map((epoch) => [zone.nameAt(epoch), zone.offsetAt(epoch)] as const);
  return around.find(([name]) => name.toLowerCase() === suffix)?.[1];
}
