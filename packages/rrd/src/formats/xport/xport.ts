import { XportReadError } from '../../error.ts';

/** Rows of several series at the same times, as `rrdtool xport` and XAPI's `rrd_updates` give them. */
export interface Xport {
  /** As written: in rrdtool's the time of the first row, in XAPI's it may be one step later. */
  readonly startMs: number;
  readonly stepMs: number;
  /** As written: the time of the newest row; before `startMs` where there is none. */
  readonly endMs: number;
  /** Name of each column. */
  readonly legend: readonly string[];
  /** End of each row's interval; XAPI has the newest first, rrdtool the oldest, which is kept. */
  readonly timesMs: readonly number[];
  /** Row-major; NaN is unknown. */
  readonly values: Float64Array;
}

/** What reading an xport may cost at most. */
export const XPORT_MAX_CHARS = 64 * 1024 * 1024;

/** @throws {XportReadError} when there is more text than allowed. */
export function checkXportSize(text: string, maxChars: number): void {
  if (text.length > maxChars) {
    throw new XportReadError(
      'XPORT_TOO_LARGE',
      `${text.length} characters are more than the limit of ${maxChars}`,
    );
  }
}

/** Refuses times that no clock has. */
export function checkXportTime(seconds: number, fail: (state: string) => never): number {
  const ms = seconds * 1000;
  return Number.isSafeInteger(seconds) && Number.isSafeInteger(ms) && seconds >= 0
    ? ms
    : fail(`${seconds} is not a time in seconds`);
}
