import { clock, day, nameIfTwice } from '../../format/time.ts';
import { instantsOf, zone } from '../../format/zone.ts';

const hour = 3600;
const dayLength = 86_400;
/** A month as a distance of ticks: they stand on the first of the month. */
const month = 30 * dayLength;

/** Distances of ticks on the time axis, seconds: ticks stand on multiples of them by the clocks of the zone. */
export const timeSteps = [
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
].concat([0.5, 1, 2, 7, 14, 30, 60, 90, 180, 360].map((days) => days * dayLength));

/** A Monday, as days begin to be counted in the zone: weeks begin with one. */
const firstMonday = 4 * dayLength;
/** More do not fit into a chart; a span that would have more is not drawn with that step. */
const mostTicks = 200;

/**
 * Instants between two that are round in the zone, `step` apart: round hours by its clocks, midnights, Mondays, firsts of the month. An hour
 * that comes twice has its ticks twice, one that is skipped has none.
 */
export function timeTicks(from: number, to: number, step: number): number[] {
  const { offsetAt } = zone.value;
  const [first, last] = [from + offsetAt(from), to + offsetAt(to)];
  // Where clocks go back inside the span the last wall time is less than what came before.
  const walls = step >= month ? months(first, last, step / month) : multiples(first, last + hour, step);
  const ticks = walls.flatMap((wall) => instantsOf(zone.value, wall));
  return ticks.filter((tick) => tick >= from && tick <= to).sort((a, b) => a - b);
}

function multiples(first: number, last: number, step: number): number[] {
  const origin = step >= 7 * dayLength ? firstMonday : 0;
  const begin = Math.ceil((first - origin) / step) * step + origin;
  const count = Math.min(mostTicks, Math.max(0, Math.floor((last - begin) / step) + 1));
  return Array.from({ length: count }, (_, place) => begin + place * step);
}

/** Every first of a month, or of each second, third, … counted from January. */
function months(first: number, last: number, each: number): number[] {
  const date = new Date(first * 1000);
  const begin = Math.floor(((date.getUTCFullYear() - 2000) * 12 + date.getUTCMonth()) / each) * each;
  const walls = Array.from({ length: mostTicks }, (_, place) => Date.UTC(2000, begin + place * each) / 1000);
  return walls.filter((wall) => wall <= last);
}

/** Midnight is written as the day that begins, and the first of January with its year. */
export function timeTick(time: number, step: number): string {
  const wall = time + zone.value.offsetAt(time);
  if (wall % dayLength === 0 && step >= hour) {
    const isNewYear = new Date(wall * 1000).toISOString().slice(5, 10) === '01-01';
    return day(time, isNewYear ? Infinity : 0);
  }
  return clock(time).slice(0, step % 60 === 0 ? 5 : 8) + nameIfTwice(time);
}
