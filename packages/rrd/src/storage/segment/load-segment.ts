import { dirname } from 'node:path';
import { inTurns, type Steps } from '../../steps.ts';
import type { BlockPlace } from '../block/block-index.ts';
import type { Files } from '../disk/files.ts';
import { FOREIGN, moveForeignFile } from '../recovery/foreign.ts';
import { preserveCorruptFile } from '../recovery/preserve-corrupt-file.ts';
import { FRAME } from './frame.ts';
import { readColumnMap, type Changes } from './column-map.ts';
import { Segment, readSegmentHead, type SegmentHead } from './segment.ts';
import { readFrames, type Frame } from './read-frames.ts';
import { readGap, readRowHead, ROW_HEADER, type Gap, type RowHead } from './row-record.ts';

/** Takes every record of a segment in its order. */
export interface SegmentVisitor {
  /** Columns that hold from row `from` on. */
  columnMap(changes: Changes, from: number): Steps;
  gap(gap: Gap): Steps;
  /** `cells` are those of the first function, lent until the last step; so is `reasons`, as the row record has it. */
  row(head: RowHead, cells: Float64Array, reasons: Uint8Array): Steps;
}

/** What had to be repaired. */
export interface Repair {
  readonly file: string;
  readonly problem: string;
  readonly rowsLost: number;
}

/** Why a file with that beginning is not one of the database with that name, null where it is. */
function misplacedBy(head: SegmentHead, { rowMs, firstRow, identity }: BlockPlace): string | null {
  if (head.identity === null ? identity.adopted !== null : head.identity !== identity.id) return FOREIGN;
  const isHere = head.rowMs === rowMs && head.firstRow === firstRow;
  return isHere ? null : 'its name and its beginning are of different rows';
}

/**
 * A segment that was there, its torn end cut off; null when there is nothing in it to go on from, and it is removed.
 * Where more than the last row is lost, what was there is kept aside. A file that does not belong in its `place` is moved.
 */
export async function loadSegment(
  files: Files,
  path: string,
  visitor: SegmentVisitor | null,
  place: BlockPlace | null = null,
  yieldNow?: () => Promise<void>,
): Promise<{ segment: Segment | null; repair: Repair | null }> {
  await using opened = new AsyncDisposableStack();
  const file = opened.use(await files.open(path, 'write'));
  let segment: Segment | null = null;
  let rowSize = Infinity;
  let cells = new Float64Array(0);
  let next = 0;
  let isMisplaced = false;

  const onRow = async (frame: Frame): Promise<string | void> => {
    const head = readRowHead(frame.payload);
    if (!head || head.functions !== segment!.cfs.length) return 'a row is not as long as it says';
    if (!(head.row >= next)) return 'a row is not after the one before';
    next = head.row + 1;
    rowSize = frame.size;
    const { row, width, reasonsMode } = head;
    segment!.entries.push({ row, width, reasonsMode, offset: frame.offset, size: frame.size, record: null });
    if (!visitor) return;
    if (cells.length < width) cells = new Float64Array(width * 2);
    const { buffer, byteOffset, byteLength } = frame.payload;
    const begin = ROW_HEADER - 9;
    new Uint8Array(cells.buffer).set(new Uint8Array(buffer, byteOffset + begin, width * 8));
    const tail = begin + head.functions * width * 8;
    const reasons = new Uint8Array(buffer, byteOffset + tail, byteLength - tail);
    await inTurns(visitor.row(head, cells.subarray(0, width), reasons));
  };

  const onFrame = async (frame: Frame): Promise<string | void> => {
    if (!segment) {
      const head = frame.type === FRAME.OPEN ? readSegmentHead(frame.payload) : null;
      if (!head) return 'it does not begin as a segment';
      const misplaced = place && misplacedBy(head, place);
      if (misplaced) {
        isMisplaced = true;
        return misplaced;
      }
      segment = new Segment(path, head, file);
      next = segment.firstRow;
    } else if (frame.type === FRAME.LAYOUT) {
      const changes = readColumnMap(frame.payload);
      if (!changes) return 'a column cannot be';
      await inTurns(segment.columnMap.assign(next, changes));
      if (visitor) await inTurns(visitor.columnMap(changes, next));
    } else if (frame.type === FRAME.GAP) {
      const gap = readGap(frame.payload);
      if (!gap) return 'a gap is cut off';
      segment.gaps.push(gap);
      if (visitor) await inTurns(visitor.gap(gap));
    } else if (frame.type === FRAME.ROW) return onRow(frame);
    else return 'a record does not belong into a segment';
  };

  const { offset, torn, more } = await readFrames(file, onFrame, yieldNow);
  if (isMisplaced) {
    const to = await moveForeignFile(files, dirname(dirname(path)), path);
    return { segment: null, repair: { file: path, problem: `${torn}, and is now ${to}`, rowsLost: 0 } };
  }
  const loaded = segment as Segment | null;
  const tail = (await file.size()) - offset;
  const rowsLost = Math.max(loaded || more ? 1 : 0, Math.round(tail / rowSize));
  if (more || rowsLost > 1) await preserveCorruptFile(files, path);
  const repair = torn === null ? null : { file: path, problem: torn, rowsLost };
  if (!loaded) {
    await files.remove(path);
    return { segment: null, repair };
  }
  if (torn === null) loaded.file.size = offset;
  else await loaded.file.cut(offset);
  opened.move();
  return { segment: loaded, repair };
}
