import type { Database } from '../../memory/database.ts';
import type { DumpedSource } from './dump.ts';
import { heartbeatSeconds, type DumpWriter } from './dump-writer.ts';
import { DumpError } from '../../error.ts';
import { rrdtoolNumber } from '../xml/number-text.ts';
import { xmlEscape } from '../xml/xml-escape.ts';

/**
 * Writes series of a database as an rrd XML dump, version 0003, which `rrdtool restore` and XAPI's tools read.
 *
 * Values are written so that they read back bit for bit. The format counts the time of the last update and unknown
 * time in whole seconds, which are cut off.
 *
 * @param series indexes of the series to write, in this order; all where it is left out.
 * @returns the text in pieces of a row or less, so that a large dump is never held whole.
 * @throws {DumpError} when the step is not whole seconds.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Database } from '../../memory/database.ts';
 * import { dumpXml } from './dump-xml.ts';
 * import { readDumpXml } from './read-dump-xml.ts';
 * const source = { name: 'a', kind: 'GAUGE', heartbeatMs: 60_000, min: null, max: null } as const;
 * const archive = { cf: 'AVERAGE', pdpPerRow: 1, rows: 1, xff: 0.5 } as const;
 * const db = new Database({ stepMs: 5000, startMs: 0, sources: [source], archives: [archive] });
 * db.update(5000, Float64Array.of(0.1));
 * assert.deepEqual(readDumpXml([...dumpXml(db)].join('')).archives[0]?.values, Float64Array.of(0.1));
 */
export function* dumpXml(
  db: Database,
  series: readonly number[] = [...db.sources.keys()],
): Generator<string, void, undefined> {
  const { stepMs, lastMs } = db;
  const sources = series.map((index): DumpedSource => {
    const { last, sum, unknownMs } = db.openPoint(index);
    return { ...db.sources[index]!, last: counter(last), sum, unknownMs };
  });
  yield xmlDump.head({ stepMs, lastMs, sources });
  for (const [index, archive] of db.archives.entries()) {
    const open = series.map((each) => db.openRow(index, each));
    yield* xmlDump.archive({ ...archive, open, rows: archiveRows(db, index, series) }, index === 0);
  }
  yield xmlDump.end;
}

/** Writes dumps as XML, version 0003. rrdtool refuses names of more than 19 characters, XAPI does not. */
export const xmlDump: DumpWriter = {
  head({ stepMs, lastMs, sources }) {
    checkStep(stepMs);
    return [
      '<?xml version="1.0" encoding="utf-8"?>\n<rrd>\n',
      element('version', '0003') + element('step', stepMs / 1000),
      element('lastupdate', Math.floor(lastMs / 1000)),
      ...sources.map(dataSource),
    ].join('');
  },

  *archive({ cf, pdpPerRow, xff, open, rows }) {
    yield `<rra>\n${element('cf', cf)}${element('pdp_per_row', pdpPerRow)}<params>${element('xff', rrdtoolNumber(xff))}</params>\n`;
    yield '<cdp_prep>\n';
    for (const { value, unknown } of open) {
      // Both are of the row before and never read, but must be there.
      const before = element('primary_value', '0.0') + element('secondary_value', '0.0');
      yield `<ds>${before}${element('value', rrdtoolNumber(value))}${element('unknown_datapoints', unknown)}</ds>\n`;
    }
    yield '</cdp_prep>\n<database>\n';
    for (const row of rows) {
      yield `<row>${Array.from(row, (value) => `<v>${rrdtoolNumber(value)}</v>`).join('')}</row>\n`;
    }
    yield '</database>\n</rra>\n';
  },

  end: '</rrd>\n',
};

/** @throws {DumpError} for a step that the format has no room for. */
export function checkStep(stepMs: number): void {
  if (stepMs % 1000 !== 0) throw new DumpError(`its step of ${stepMs} ms is not whole seconds`);
}

function dataSource(source: DumpedSource): string {
  return `<ds>\n${[
    element('name', xmlEscape(source.name)),
    element('type', source.kind),
    element('minimal_heartbeat', heartbeatSeconds(source)),
    element('min', rrdtoolNumber(source.min ?? NaN)),
    element('max', rrdtoolNumber(source.max ?? NaN)),
    element('last_ds', source.last ?? 'U'),
    element('value', rrdtoolNumber(source.sum)),
    element('unknown_sec', Math.floor(source.unknownMs / 1000)),
  ].join('')}</ds>\n`;
}

function* archiveRows(
  db: Database,
  archive: number,
  series: readonly number[],
): Generator<number[], void, undefined> {
  const newestMs = db.newestMs(archive);
  for (let age = db.archives[archive]!.rows - 1; age >= 0; age -= 1) {
    const row = db.row(archive, newestMs - age * db.rowMs(archive));
    yield series.map((index) => row?.[index] ?? NaN);
  }
}

function element(name: string, content: string | number): string {
  return `<${name}>${content}</${name}>\n`;
}

/** rrdtool's counters are whole numbers without an exponent; null is unknown. */
function counter(last: number): string | null {
  return Number.isFinite(last) ? String(BigInt(Math.round(last))) : null;
}
