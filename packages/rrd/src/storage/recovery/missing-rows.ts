import { dirname, join } from 'node:path';
import type { ArchiveRows } from '../archive-rows.ts';
import { readBlockIndex } from '../block/block-index.ts';
import type { Files } from '../disk/files.ts';
import type { Repair } from '../segment/load-segment.ts';
import { NAMES, segmentName } from '../names.ts';
import type { Gap } from '../segment/row-record.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A block or a segment; `gaps` reads which rows before its first were skipped. */
interface Stretch {
  readonly firstRow: number;
  readonly lastRow: number;
  gaps(): Promise<readonly Gap[]>;
}

/** What is known of a directory besides its rows. */
export interface Known {
  readonly directory: string;
  readonly journal: ArchiveRows;
  readonly saved: Checkpoint | null;
  readonly reported: readonly Repair[];
}

/**
 * Finds what a directory had and has no longer, such as removed files: rows between others that were not skipped, and
 * what was there at the last checkpoint. An archive that has another repair is left out.
 */
export async function missingRows(
  files: Files,
  archives: ReadonlyMap<number, ArchiveRows>,
  { directory: root, journal, saved, reported }: Known,
): Promise<Repair[]> {
  const extents = saved?.extents ?? [];
  const openRow = await missingOpenRow(files, root, journal, saved?.openRow ?? -1);
  const repairs: Repair[] = [];
  const state = join(root, NAMES.state);
  if (!saved && journal.blocks.length > 0 && !reported.some(({ file }) => file === state)) {
    const isAside = await isSetAside(files, root, NAMES.state);
    if (!isAside)
      repairs.push({
        file: state,
        problem: 'it is missing: longer rows that were open begin anew',
        rowsLost: 0,
      });
  }
  for (const archive of archives.values()) {
    const { rowMs, directory } = archive;
    if (reported.some(({ file }) => dirname(file) === directory)) continue;
    const extent = extents.find((each) => each.rowMs === rowMs);
    const [first, last] = [archive.firstRow ?? Infinity, archive.lastRow ?? -1];
    const report = (from: number, to: number): void => {
      const problem = `its rows from ${isoOf(from, rowMs)} to ${isoOf(to, rowMs)} are missing: a file was removed, or they could not be written`;
      repairs.push({ file: directory, problem, rowsLost: to - from + 1 });
    };
    for (const [from, to] of await holesIn(files, archive)) report(from, to);
    const expected = Math.max(extent?.lastRow ?? -1, archive === journal ? openRow : -1);
    const oldest = extent && extent.firstRow >= 0 ? extent.firstRow : Infinity;
    if (first === Infinity) {
      if (expected >= 0) report(Math.min(oldest, expected), expected);
      continue;
    }
    // The oldest run out only where there are enough without them.
    if (oldest < first && !archive.isReadOnly && last - first + 1 < archive.rows) report(oldest, first - 1);
    if (expected > last) report(last + 1, expected);
  }
  return repairs;
}

/** The first row of a segment that was begun and is not there, nor set aside; −1 where it is. */
async function missingOpenRow(
  files: Files,
  directory: string,
  { rowMs, segments, blocks }: ArchiveRows,
  openRow: number,
): Promise<number> {
  if ([...segments, ...blocks].some(({ firstRow }) => firstRow === openRow)) return -1;
  return (await isSetAside(files, directory, join(String(rowMs), segmentName(openRow)))) ? -1 : openRow;
}

/** Whether a file of that name is among what was set aside. */
async function isSetAside(files: Files, directory: string, name: string): Promise<boolean> {
  const rewound = join(directory, NAMES.rewound);
  for (const each of await files.list(rewound))
    if (await files.identify(join(rewound, each, name))) return true;
  return false;
}

/** First and last of the rows between others that were not skipped. */
async function holesIn(files: Files, archive: ArchiveRows): Promise<[number, number][]> {
  const { blocks, segments, identity } = archive;
  const stretches: Stretch[] = [
    ...blocks.map(({ path, firstRow, lastRow }) => ({
      firstRow,
      lastRow,
      gaps: async () => {
        await using file = await files.open(path, 'read');
        return (await readBlockIndex(file, path, identity)).gaps;
      },
    })),
    ...segments
      .filter(({ entries }) => entries.length > 0)
      .map(({ firstRow, lastRow, gaps }) => ({ firstRow, lastRow, gaps: () => Promise.resolve(gaps) })),
  ];
  const holes: [number, number][] = [];
  for (const [i, next] of stretches.entries()) {
    const before = stretches[i - 1];
    if (!before || next.firstRow <= before.lastRow + 1) continue;
    const [from, to] = [before.lastRow + 1, next.firstRow - 1];
    const gaps = await next.gaps();
    if (!gaps.some((gap) => gap.from <= from && gap.to >= to)) holes.push([from, to]);
  }
  return holes;
}

function isoOf(row: number, rowMs: number): string {
  return new Date(row * rowMs).toISOString();
}
