import { xapiNumber } from '../xml/number-text.ts';
import type { Xport } from '../xport/xport.ts';

/** Names or numbers in a piece of text. */
const PIECE = 1024;

/**
 * Writes an xport as XAPI's `rrd_updates` gives it in JSON from 24.11 on: every number a string, rows beside `meta`.
 *
 * Rows stay in their order, which is newest first in XAPI; values read back bit for bit, times are cut to whole seconds.
 *
 * @returns the text in pieces of some thousand numbers or less.
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
  };
  yield `{"meta":${JSON.stringify(meta).slice(0, -1)},"legend":[`;
  for (let from = 0; from < width; from += PIECE) {
    yield (from === 0 ? '' : ',') + JSON.stringify(legend.slice(from, from + PIECE)).slice(1, -1);
  }
  yield ']},"data":[';
  for (const [row, timeMs] of timesMs.entries()) {
    yield `${row === 0 ? '' : ','}{"t":"${seconds(timeMs)}","values":[`;
    const end = (row + 1) * width;
    for (let from = row * width; from < end; from += PIECE) {
      const texts = Array.from(
        values.subarray(from, Math.min(from + PIECE, end)),
        (value) => `"${xapiNumber(value)}"`,
      );
      yield (from === row * width ? '' : ',') + texts.join(',');
    }
    yield ']}';
  }
  yield ']}';
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
