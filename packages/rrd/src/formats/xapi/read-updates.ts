import { XportReadError } from '../../error.ts';
import { checkXportSize, checkXportTime, XPORT_MAX_CHARS, type Xport } from '../xport/xport.ts';
import { JsonFields } from './json-fields.ts';

/**
 * Reads the JSON of XAPI's `rrd_updates` in any of its three dialects: the JavaScript literal up to xapi 23.30, rows
 * inside `meta` from 23.31, rows beside it from 24.11.
 *
 * `maxChars` (default 64 Mi) bounds what is looked at. The numbers of rows and columns that the text gives are not
 * believed: what stands there counts.
 *
 * @throws {XportReadError} when the text is none of them or too large.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { readXapiUpdates } from './read-updates.ts';
 * const text = '{meta: {start:5,step:5,end:5,rows:1,columns:2,legend:["a","b"]},data:[{t:5,values:[0.5,NaN]}]}';
 * assert.deepEqual(readXapiUpdates(text).values, Float64Array.of(0.5, NaN));
 */
export function readXapiUpdates(text: string, maxChars = XPORT_MAX_CHARS): Xport {
  checkXportSize(text, maxChars);
  const whole = JsonFields.from(text, (state) => new XportReadError('XPORT_INVALID', state));
  const time = (fields: JsonFields, name: string): number =>
    checkXportTime(fields.number(name), (state) => fields.fail(`${state} in "${name}"`));
  const meta = whole.object('meta');
  const [startMs, stepMs, endMs] = [time(meta, 'start'), time(meta, 'step'), time(meta, 'end')];
  if (stepMs === 0) meta.fail('the step is 0');
  const legend = meta.texts('legend');
  const rows = (whole.has('data') ? whole : meta).objects('data');
  const timesMs: number[] = [];
  const values: number[] = [];
  for (const [index, row] of rows.entries()) {
    timesMs.push(time(row, 't'));
    const numbers = row.numbers('values');
    if (numbers.length !== legend.length) row.fail(`row ${index} does not have ${legend.length} values`);
    for (const number of numbers) values.push(number);
  }
  return { startMs, stepMs, endMs, legend, timesMs, values: Float64Array.from(values) };
}
