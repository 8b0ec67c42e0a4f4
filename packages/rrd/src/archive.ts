import { DefinitionError } from './error.ts';

/** How several primary data points become one row; `LAST` is the newest point, known or not. */
export const CONSOLIDATIONS = ['AVERAGE', 'MIN', 'MAX', 'LAST'] as const;
/** How the points of a row become one. */
export type Consolidation = (typeof CONSOLIDATIONS)[number];

/** A ring of rows, each of which consolidates `pdpPerRow` primary data points. */
export interface Archive {
  readonly cf: Consolidation;
  /** Steps in one row. */
  readonly pdpPerRow: number;
  /** Rows kept before the oldest is overwritten. */
  readonly rows: number;
  /** The part of a row's points, 0 to 1, that may be unknown while the row is known. */
  readonly xff: number;
}

const spans: readonly (readonly [pdpPerRow: number, rows: number])[] = [
  [12, 120],
  [720, 168],
  [17_280, 366],
];

/**
 * XAPI's archives for a step of 5 s: 10 minutes of 5 s, 2 hours of a minute, a week of an hour, a year of a day.
 * The coarser three have AVERAGE, MIN and MAX.
 *
 * XAPI gives those an xff of 1.0, which hides unknowns behind one known point; here it is 0.5 as in the finest.
 */
export const XAPI_ARCHIVES: readonly Archive[] = [
  { cf: 'AVERAGE', pdpPerRow: 1, rows: 120, xff: 0.5 },
  ...spans.flatMap(([pdpPerRow, rows]) =>
    (['AVERAGE', 'MIN', 'MAX'] as const).map((cf) => ({ cf, pdpPerRow, rows, xff: 0.5 })),
  ),
];

/** @throws {DefinitionError} when no row of the archive could ever be written or known. */
export function checkArchive(archive: Archive): void {
  const { cf, pdpPerRow, rows, xff } = archive;
  const fail = (state: string): never => {
    throw new DefinitionError('ARCHIVE_INVALID', `archive ${cf}:${xff}:${pdpPerRow}:${rows}`, state);
  };
  if (!CONSOLIDATIONS.includes(cf)) fail('the consolidation function is none of AVERAGE, MIN, MAX, LAST');
  if (!Number.isInteger(pdpPerRow) || pdpPerRow < 1) fail('points in a row are not a positive integer');
  if (!Number.isInteger(rows) || rows < 1) fail('rows are not a positive integer');
  if (!(xff >= 0 && xff <= 1)) fail('xff is not between 0 and 1');
}
