import { CONSOLIDATIONS, checkArchive, type Archive } from './archive.ts';
import { DumpScanner } from './dump-scanner.ts';
import { DefinitionError, DumpReadError } from './error.ts';
import type { OpenRow } from './levels.ts';
import { checkSource, SOURCE_KINDS, type Source } from './source.ts';

/** A data source of a dump with its open step. */
export interface DumpedSource extends Source {
  /** The last sample as it was written, null where it was unknown. */
  readonly last: string | null;
  /** Rate times seconds since the last step boundary, NaN where none is known. */
  readonly sum: number;
  /** Milliseconds since the last step boundary for which nothing is known. */
  readonly unknownMs: number;
}

/** An archive of a dump, its open row and its rows. */
export interface DumpedArchive extends Archive {
  /** For each source; the value of an AVERAGE is a sum of points in rrdtool's dumps, a part of the mean in XAPI's. */
  readonly open: readonly OpenRow[];
  /** End of the newest row, in epoch milliseconds. */
  readonly newestMs: number;
  /** All rows, oldest first, each with one value a source; NaN is unknown. */
  readonly values: Float64Array;
}

/** What an rrd XML dump, version 0003, holds. */
export interface Dump {
  readonly stepMs: number;
  readonly lastMs: number;
  readonly sources: readonly DumpedSource[];
  readonly archives: readonly DumpedArchive[];
}

/**
 * Reads an rrd XML dump, version 0003: rrdtool's, ours, and both of XAPI's forms.
 *
 * Elements must have rrdtool's order; `maxChars` (default 64 Mi) bounds what is looked at.
 *
 * @throws {DumpReadError} when the text is not such a dump, is too large, or defines what cannot be.
 */
export function readDumpXml(text: string, maxChars = 64 * 1024 * 1024): Dump {
  if (text.length > maxChars) {
    throw new DumpReadError(
      'DUMP_TOO_LARGE',
      `${text.length} characters are more than the limit of ${maxChars}`,
    );
  }
  const scan = new DumpScanner(text);
  scan.open('rrd');
  const version = scan.text('version');
  if (version !== '0003') scan.fail(`the version is "${version.slice(0, 40)}" instead of 0003`);
  const stepMs = scan.integer('step', 1) * 1000;
  const lastMs = Math.round(scan.number('lastupdate') * 1000);
  if (!Number.isSafeInteger(lastMs) || lastMs < 0) scan.fail(`the last update ${lastMs} ms is not a time`);
  const sources: DumpedSource[] = [];
  while (scan.sees('ds')) sources.push(checked(scan, checkSource, readSource(scan)));
  const archives: DumpedArchive[] = [];
  while (scan.sees('rra')) archives.push(readArchive(scan, sources.length, stepMs, lastMs));
  scan.close('rrd');
  scan.finish();
  return { stepMs, lastMs, sources, archives };
}

function readSource(scan: DumpScanner): DumpedSource {
  scan.open('ds');
  const name = scan.text('name');
  const kind = oneOf(scan, SOURCE_KINDS, scan.text('type'));
  const heartbeatMs = scan.number('minimal_heartbeat') * 1000;
  const [min, max] = [bound(scan.number('min')), bound(scan.number('max'))];
  const last = scan.text('last_ds');
  const sum = scan.number('value');
  const unknownMs = scan.number('unknown_sec') * 1000;
  if (!(unknownMs >= 0)) scan.fail('the unknown time is not a number from 0');
  // XAPI's own form has the time of each source's last sample.
  if (scan.sees('last_updated')) scan.number('last_updated');
  scan.close('ds');
  const unknown = last === '' || /^(?:U|UNKN|nan)$/i.test(last);
  return { name, kind, heartbeatMs, min, max, last: unknown ? null : last, sum, unknownMs };
}

function readArchive(scan: DumpScanner, width: number, stepMs: number, lastMs: number): DumpedArchive {
  scan.open('rra');
  const cf = oneOf(scan, CONSOLIDATIONS, scan.text('cf'));
  const pdpPerRow = scan.integer('pdp_per_row', 1);
  scan.open('params');
  const xff = scan.number('xff');
  scan.close('params');
  scan.open('cdp_prep');
  const open: OpenRow[] = [];
  while (scan.sees('ds')) open.push(readOpenRow(scan));
  if (open.length !== width) scan.fail(`${open.length} sources are prepared instead of ${width}`);
  scan.close('cdp_prep');
  scan.open('database');
  const values: number[] = [];
  let rows = 0;
  for (; scan.sees('row'); rows += 1) {
    scan.open('row');
    while (scan.sees('v')) values.push(scan.number('v'));
    scan.close('row');
    if (values.length !== (rows + 1) * width) scan.fail(`row ${rows} does not have ${width} values`);
  }
  scan.close('database');
  scan.close('rra');
  const archive = checked(scan, checkArchive, { cf, pdpPerRow, rows, xff });
  return {
    ...archive,
    open,
    newestMs: lastMs - (lastMs % (stepMs * pdpPerRow)),
    values: Float64Array.from(values),
  };
}

function readOpenRow(scan: DumpScanner): OpenRow {
  scan.open('ds');
  scan.number('primary_value');
  scan.number('secondary_value');
  const value = scan.number('value');
  const unknown = scan.integer('unknown_datapoints', 0);
  scan.close('ds');
  return { value, unknown };
}

/** A bound that bounds nothing is null, however it is written. */
function bound(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function oneOf<T extends string>(scan: DumpScanner, known: readonly T[], text: string): T {
  return (
    known.find((each) => each === text) ?? scan.fail(`"${text.slice(0, 40)}" is none of ${known.join(', ')}`)
  );
}

function checked<T>(scan: DumpScanner, check: (thing: T) => void, thing: T): T {
  try {
    check(thing);
  } catch (error) {
    if (error instanceof DefinitionError) scan.fail(error.message);
    throw error;
  }
  return thing;
}
