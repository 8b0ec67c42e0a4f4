import { crc32 } from 'node:zlib';
import type { Consolidation } from '../../archive.ts';
import { decodeChunk, decodeColumn } from './codec/chunk.ts';
import { decodeReasons } from './codec/reasons.ts';
import { FormatError } from '../../error.ts';
import { CHUNK_SERIES, type BlockIndex } from './block-index.ts';
import type { Cells } from '../cells.ts';
import { markUnreadable, throwBug } from '../disk/unreadable.ts';
import type { OpenFile } from '../disk/files.ts';
import type { Pause } from './write-block.ts';

/** Columns of a chunk from which on all of it is decoded. */
const ALL = 3;

/** A series that is asked for: its place among those, and in the block. */
interface Wanted {
  readonly series: number;
  readonly position: number;
}

/**
 * Reads what a block has of the series `ids`, up to its row `lastRow`, into their places in `cells`; a chunk that cannot be
 * read leaves its series unknown for the reason `unreadable`.
 *
 * @returns why the first such chunk could not be read: a FormatError, or the error of the system; null when all could.
 */
export async function readBlock(
  block: { readonly path: string; readonly lastRow: number; readonly index: BlockIndex },
  file: OpenFile,
  cf: Consolidation,
  ids: Uint32Array,
  cells: Cells,
  { pause, unreadable }: { pause: Pause; unreadable: number },
): Promise<unknown> {
  const { index } = block;
  const wanted = wantedOf(index.ids, ids);
  for (const { series } of wanted) overlayGaps(index, series, cells);
  const section = index.sections[index.cfs.indexOf(cf)];
  if (!section) return null;
  const why = index.sections.at(-1)!;
  const { rows } = index;
  const from = Math.max(cells.firstRow, index.firstRow);
  const to = Math.min(cells.firstRow + cells.rows - 1, block.lastRow, index.firstRow + rows - 1);
  if (from > to) return null;
  const chunkBytes = async (of: typeof section, chunk: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(of.lengths[chunk]!);
    await file.read(bytes, of.offsets[chunk]!);
    if (crc32(bytes) !== of.crcs[chunk]) {
      throw new FormatError('FORMAT_INVALID', block.path, `the checksum of chunk ${chunk} of ${cf} is wrong`);
    }
    return bytes;
  };
  const column = new Float64Array(rows);
  const all = new Float64Array(CHUNK_SERIES * rows);
  let failed: unknown = null;
  for (let begin = 0, end = 0; begin < wanted.length; begin = end) {
    const chunk = Math.floor(wanted[begin]!.position / CHUNK_SERIES);
    const first = chunk * CHUNK_SERIES;
    while (end < wanted.length && wanted[end]!.position < first + CHUNK_SERIES) end += 1;
    const columns = Math.min(CHUNK_SERIES, index.ids.length - first);
    let bytes: Uint8Array;
    let reasons: Uint8Array | null = null;
    try {
      bytes = await chunkBytes(section, chunk);
      if (end - begin >= ALL) decodeChunk(bytes, columns, rows, all);
      if (cells.reasons && why.lengths[chunk] !== 0) {
        reasons = decodeReasons(await chunkBytes(why, chunk), columns * rows);
      }
    } catch (error) {
      throwBug(error);
      failed ??= error;
      const series = wanted.slice(begin, end).map((each) => each.series);
      markUnreadable(cells, series, from, to, unreadable);
      continue;
    }
    for (let i = begin; i < end; i += 1) {
      const own = wanted[i]!.position - first;
      const source = end - begin >= ALL ? all.subarray(own * rows) : column;
      if (end - begin < ALL) decodeColumn(bytes, columns, rows, own, column);
      const target = wanted[i]!.series * cells.rows - cells.firstRow;
      for (let row = from; row <= to; row += 1) {
        cells.values[target + row] = source[row - index.firstRow]!;
        const reason = reasons?.[own * rows + row - index.firstRow];
        if (reason) cells.reasons![target + row] = reason;
      }
    }
    await pause();
  }
  return failed;
}

/** Which of `ids` a block has, in its order. */
function wantedOf(held: Uint32Array, ids: Uint32Array): Wanted[] {
  const wanted: Wanted[] = [];
  ids.forEach((id, series) => {
    let [low, high] = [0, held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (held[middle]! < id) low = middle + 1;
      else high = middle;
    }
    if (id !== 0 && held[low] === id) wanted.push({ series, position: low });
  });
  return wanted.sort((a, b) => a.position - b.position);
}

/** Of the rows before the block; its chunks have why there are none in it. */
function overlayGaps(index: BlockIndex, series: number, cells: Cells): void {
  if (!cells.reasons) return;
  for (const { from, to, reason } of index.gaps) {
    const first = Math.max(0, from - cells.firstRow);
    const last = Math.min(cells.rows - 1, Math.min(to, index.firstRow - 1) - cells.firstRow);
    if (first <= last)
      cells.reasons.fill(reason, series * cells.rows + first, series * cells.rows + last + 1);
  }
}
