import { crc32 } from 'node:zlib';
import { encodeChunk } from './codec/chunk.ts';
import { encodeReasons } from './codec/reasons.ts';
import { inTurns } from '../../steps.ts';
import { CHUNK_SERIES, encodeBlockHead, encodeBlockIndex, newSection, type Section } from './block-index.ts';
import { unknownCells } from '../cells.ts';
import type { Files } from '../disk/files.ts';
import type { Segment } from '../segment/segment.ts';
import { readSegmentRows } from '../segment/read-segment.ts';
import { createFileAtomic } from '../disk/write-file-atomic.ts';

/** Lets others have their turn now and then; throws when the work is no longer wanted. */
export type Pause = () => Promise<void>;

type Write = (bytes: Uint8Array) => Promise<void>;

/** Series that are gathered at once, whole chunks. */
const BAND = 64 * CHUNK_SERIES;

/** Writes what a segment has as a sealed block, durably. */
export async function writeBlock(files: Files, segment: Segment, path: string, pause: Pause): Promise<void> {
  const { firstRow, rowMs, cfs, identity } = segment;
  const rows = segment.lastRow - firstRow + 1;
  const before = segment.gaps
    .filter(({ from }) => from < firstRow)
    .map(({ from, to, reason }) => ({ from, to: Math.min(to, firstRow - 1), reason }));
  const gaps = [...before, ...segment.skipped];
  await createFileAtomic(files, path, async (write) => {
    await write(encodeBlockHead({ firstRow, rows, identity }));
    let ids = await inTurns(segment.columnMap.series());
    const sections: Section[] = [];
    const reasons: Uint8Array[] = [];
    for (let cf = 0; cf < cfs.length; cf += 1) {
      const section = await writeSection(segment, cf, ids, write, pause, cf === 0 ? reasons : null);
      sections.push(sectionOf(section.chunks));
      ids = section.ids;
    }
    for (const bytes of reasons) await write(bytes);
    sections.push(sectionOf(reasons.map(written)));
    await write(encodeBlockIndex({ rowMs, firstRow, rows, cfs, gaps, ids, sections, identity }));
  });
}

/**
 * Writes the chunks of one function.
 *
 * With `reasons`, which take the encoded ones, series of which nothing is known in all rows are left out.
 */
async function writeSection(
  segment: Segment,
  cf: number,
  ids: Uint32Array,
  write: Write,
  pause: Pause,
  reasons: Uint8Array[] | null,
): Promise<{ ids: Uint32Array; chunks: Written[] }> {
  const rows = segment.lastRow - segment.firstRow + 1;
  const kept: number[] = [];
  const chunks: Written[] = [];
  const values = new Float64Array(CHUNK_SERIES * rows);
  const why = new Uint8Array(CHUNK_SERIES * rows);
  const withReasons = reasons !== null && segment.hasReasons;
  const cells = unknownCells(Math.min(BAND, ids.length), segment.firstRow, rows, withReasons);
  let count = 0;

  const flush = async (): Promise<void> => {
    if (count === 0) return;
    const chunk = encodeChunk(values.subarray(0, count * rows), count, rows);
    if (reasons) {
      const all = why.subarray(0, count * rows);
      reasons.push(!withReasons || isAllZero(all) ? new Uint8Array() : encodeReasons(all));
    }
    count = 0;
    chunks.push(written(chunk));
    await write(chunk);
    await pause();
  };

  for (let begin = 0; begin < ids.length; begin += BAND) {
    const band = ids.subarray(begin, begin + BAND);
    cells.values.fill(NaN);
    cells.reasons?.fill(0);
    await readSegmentRows(segment, cf, band, cells);
    for (let i = 0; i < band.length; i += 1) {
      const own = cells.values.subarray(i * rows, (i + 1) * rows);
      const ownWhy = cells.reasons?.subarray(i * rows, (i + 1) * rows);
      if (reasons && own.every(Number.isNaN) && (!ownWhy || isAllZero(ownWhy))) continue;
      kept.push(band[i]!);
      values.set(own, count * rows);
      if (ownWhy) why.set(ownWhy, count * rows);
      count += 1;
      if (count === CHUNK_SERIES) await flush();
    }
  }
  await flush();
  return { ids: Uint32Array.from(kept), chunks };
}

function isAllZero(bytes: Uint8Array): boolean {
  // Not every(): a call for each byte takes as long as all else that a block costs.
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i] !== 0) return false;
  return true;
}

/** What the index keeps of a chunk. */
interface Written {
  readonly length: number;
  readonly crc: number;
}

function written(bytes: Uint8Array): Written {
  return { length: bytes.length, crc: crc32(bytes) };
}

function sectionOf(chunks: readonly Written[]): Section {
  const section = newSection(chunks.length);
  chunks.forEach(({ length, crc }, i) => {
    section.lengths[i] = length;
    section.crcs[i] = crc;
  });
  return section;
}
