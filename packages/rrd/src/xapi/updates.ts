import { xapiNumber } from '../number-text.ts';
import type { Xport } from '../xport.ts';

/**
 * Writes an xport as XAPI's `rrd_updates` gives it in JSON from 24.11 on: every number a string, rows beside `meta`.
 *
 * Rows stay in their order, which is newest first in XAPI; values read back bit for bit, times are cut to whole seconds.
 *
 * @returns the text in pieces of a row or less.
 */
export function* xapiUpdates(xport: Xport): Generator<string, void, undefined> {
  const { startMs, stepMs, endMs, legend, timesMs, values } = xport;
  const width = legend.length;
  const meta = {
    start: seconds(startMs),
    step: seconds(stepMs),
    end: seconds(endMs),
    rows: String(timesMs.length),
    columns: String(width),
    legend,
  };
  yield `{"meta":${JSON.stringify(meta)},"data":[`;
  for (const [row, timeMs] of timesMs.entries()) {
    const texts = Array.from(
      { length: width },
      (_, column) => `"${xapiNumber(values[row * width + column]!)}"`,
    );
    yield `${row === 0 ? '' : ','}{"t":"${seconds(timeMs)}","values":[${texts.join(',')}]}`;
  }
  yield ']}';
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
