import { CONSOLIDATIONS, checkArchive, type Archive } from '../../archive.ts';
import { DefinitionError, DumpReadError } from '../../error.ts';
import type { OpenRow } from '../../consolidation/levels.ts';
import { checkSource, SOURCE_KINDS, type Source } from '../../memory/source.ts';

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

/** What an rrd dump, version 0003, holds. */
export interface Dump {
  readonly stepMs: number;
  readonly lastMs: number;
  readonly sources: readonly DumpedSource[];
  readonly archives: readonly DumpedArchive[];
}

/** The fields of one element or object of a dump, asked in the order in which they stand in XML. */
export interface Fields {
  text(name: string): string;
  number(name: string): number;
  /** A whole number of at least `min`. */
  integer(name: string, min: number): number;
  fail(state: string): never;
}

/** @throws {DumpReadError} when there is more text than allowed. */
export function checkDumpSize(text: string, maxChars: number): void {
  if (text.length > maxChars) {
    throw new DumpReadError(
      'DUMP_TOO_LARGE',
      `${text.length} characters are more than the limit of ${maxChars}`,
    );
  }
}

/** Version, step and time of the last update. */
export function readTimes(fields: Fields): { stepMs: number; lastMs: number } {
  const version = fields.text('version');
  if (version !== '0003') fields.fail(`the version is "${version.slice(0, 40)}" instead of 0003`);
  const stepMs = fields.integer('step', 1) * 1000;
  const lastMs = Math.round(fields.number('lastupdate') * 1000);
  if (!Number.isSafeInteger(lastMs) || lastMs < 0) fields.fail(`the last update ${lastMs} ms is not a time`);
  return { stepMs, lastMs };
}

/** A data source; `heartbeat` is the name of its field, which XAPI once misspelt. */
export function readSource(fields: Fields, heartbeat = 'minimal_heartbeat'): DumpedSource {
  const name = fields.text('name');
  const kind = oneOf(fields, SOURCE_KINDS, fields.text('type'));
  const heartbeatMs = fields.number(heartbeat) * 1000;
  const [min, max] = [bound(fields.number('min')), bound(fields.number('max'))];
  const last = fields.text('last_ds');
  const sum = fields.number('value');
  const unknownMs = fields.number('unknown_sec') * 1000;
  if (!(unknownMs >= 0)) fields.fail('the unknown time is not a number from 0');
  const unknown = last === '' || /^(?:U|UNKN|nan)$/i.test(last);
  const source = { name, kind, heartbeatMs, min, max, last: unknown ? null : last, sum, unknownMs };
  return checked(fields, checkSource, source);
}

/** How an archive consolidates, without its rows. */
export function readConsolidation(fields: Fields): Pick<Archive, 'cf' | 'pdpPerRow'> {
  const cf = oneOf(fields, CONSOLIDATIONS, fields.text('cf'));
  return { cf, pdpPerRow: fields.integer('pdp_per_row', 1) };
}

/** What an open row has so far of one source. */
export function readOpenRow(fields: Fields): OpenRow {
  fields.number('primary_value');
  fields.number('secondary_value');
  const value = fields.number('value');
  return { value, unknown: fields.integer('unknown_datapoints', 0) };
}

/** Puts an archive together from what was read of it. */
export function dumpedArchive(
  fields: Fields,
  { stepMs, lastMs }: Pick<Dump, 'stepMs' | 'lastMs'>,
  archive: Archive,
  open: readonly OpenRow[],
  values: readonly number[],
): DumpedArchive {
  checked(fields, checkArchive, archive);
  const newestMs = lastMs - (lastMs % (stepMs * archive.pdpPerRow));
  return { ...archive, open, newestMs, values: Float64Array.from(values) };
}

/** A bound that bounds nothing is null, however it is written. */
function bound(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function oneOf<T extends string>(fields: Fields, known: readonly T[], text: string): T {
  return (
    known.find((each) => each === text) ??
    fields.fail(`"${text.slice(0, 40)}" is none of ${known.join(', ')}`)
  );
}

function checked<T>(fields: Fields, check: (thing: T) => void, thing: T): T {
  try {
    check(thing);
  } catch (error) {
    if (error instanceof DefinitionError) fields.fail(error.message);
    throw error;
  }
  return thing;
}
