import type { Archive } from './archive.ts';
import type { Database } from './database.ts';
import { DumpError } from './error.ts';
import { rrdtoolNumber } from './number-text.ts';
import type { Source } from './source.ts';
import { xmlEscape } from './xml-escape.ts';

/** Seconds that rrdtool's 32-bit reading of a heartbeat still holds. */
const LONGEST_HEARTBEAT = 2 ** 31 - 1;

/**
 * Writes series of a database as an rrd XML dump, version 0003, which `rrdtool restore` and XAPI's tools read.
 *
 * Values are written so that they read back bit for bit. The format counts the time of the last update and unknown
 * time in whole seconds, which are cut off.
 *
 * @param series indexes of the series to write, in this order; all where it is left out.
 * @returns the text in pieces of a row or less, so that a large dump is never held whole.
 * @throws {DumpError} when the step is not whole seconds.
 */
export function* dumpXml(
  db: Database,
  series: readonly number[] = [...db.sources.keys()],
): Generator<string, void, undefined> {
  if (db.stepMs % 1000 !== 0) throw new DumpError(`its step of ${db.stepMs} ms is not whole seconds`);
  yield '<?xml version="1.0" encoding="utf-8"?>\n<rrd>\n';
  yield element('version', '0003') + element('step', db.stepMs / 1000);
  yield element('lastupdate', Math.floor(db.lastMs / 1000));
  for (const index of series) yield dataSource(db, db.sources[index]!, index);
  for (const [index, archive] of db.archives.entries()) yield* archiveRows(db, archive, index, series);
  yield '</rrd>\n';
}

function dataSource(db: Database, source: Source, series: number): string {
  const { last, sum, unknownMs } = db.openPoint(series);
  return `<ds>\n${[
    element('name', xmlEscape(source.name)),
    element('type', source.kind),
    element('minimal_heartbeat', Math.min(Math.ceil(source.heartbeatMs / 1000), LONGEST_HEARTBEAT)),
    element('min', rrdtoolNumber(source.min ?? NaN)),
    element('max', rrdtoolNumber(source.max ?? NaN)),
    element('last_ds', counter(last)),
    element('value', rrdtoolNumber(sum)),
    element('unknown_sec', Math.floor(unknownMs / 1000)),
  ].join('')}</ds>\n`;
}

function* archiveRows(
  db: Database,
  { cf, pdpPerRow, rows, xff }: Archive,
  archive: number,
  series: readonly number[],
): Generator<string, void, undefined> {
  yield `<rra>\n${element('cf', cf)}${element('pdp_per_row', pdpPerRow)}<params>${element('xff', rrdtoolNumber(xff))}</params>\n`;
  yield '<cdp_prep>\n';
  for (const index of series) {
    const { value, unknown } = db.openRow(archive, index);
    // Both are of the row before and read by nobody, but must be there.
    const before = element('primary_value', '0.0') + element('secondary_value', '0.0');
    yield `<ds>${before}${element('value', rrdtoolNumber(value))}${element('unknown_datapoints', unknown)}</ds>\n`;
  }
  yield '</cdp_prep>\n<database>\n';
  const newestMs = db.newestMs(archive);
  for (let age = rows - 1; age >= 0; age -= 1) {
    const row = db.row(archive, newestMs - age * db.rowMs(archive));
    yield `<row>${series.map((index) => `<v>${rrdtoolNumber(row?.[index] ?? NaN)}</v>`).join('')}</row>\n`;
  }
  yield '</database>\n</rra>\n';
}

function element(name: string, content: string | number): string {
  return `<${name}>${content}</${name}>\n`;
}

/** rrdtool's counters are whole numbers without an exponent, or U. */
function counter(last: number): string {
  return Number.isFinite(last) ? String(BigInt(Math.round(last))) : 'U';
}
