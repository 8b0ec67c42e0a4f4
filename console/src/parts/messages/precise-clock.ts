import { clock } from '../../format/time.ts';

/** The time of day to the millisecond: `09:41:07.120`. */
export function preciseClock(epoch: number): string {
  const ms = Math.round(epoch * 1000);
  return `${clock(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
}
