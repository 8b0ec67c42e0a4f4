import { dirname } from 'node:path';
import { inTurns, type Steps } from '../../steps.ts';
import type { BlockPlace } from '../block/block-index.ts';
import type { Files } from '../disk/files.ts';
import { FOREIGN, setForeignAside } from '../recovery/foreign.ts';
import { keepDamaged } from '../recovery/preserve-corrupt-file.ts';
import { FRAME } from './frame.ts';
import { readLayout, type Changes } from './column-map.ts';
import { OpenPart, readOpenFrame, type PartHead } from './segment.ts';
import { readFrames, type Frame } from './read-frames.ts';
import { readGap, readRowHead, ROW_HEADER, type Gap, type RowHead } from './row-record.ts';

/** Takes every record of an open file in its order. */
export interface PartVisitor {
  /** Columns that hold from row `from` on. */
  layout(changes: Changes, from: number): Steps;
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
function misplacedBy(head: PartHead, { rowMs, firstRow, identity }: BlockPlace): string | null {
  if (head.identity === null ? identity.adopted !== null : head.identity !== identity.id) return FOREIGN;
  const isHere = head.rowMs === rowMs && head.firstRow === firstRow;
  return isHere ? null : 'its name and its beginning tell of other rows';
}

/**
 * An open file that was there, its torn end cut off; null when there is nothing in it to go on from, and it is removed.
 * Where more than the last row is lost, what was there is kept aside. A file that does not belong in its `place` is moved.
 */
export async function loadPart(
  files: Files,
  path: string,
  visitor: PartVisitor | null,
  place: BlockPlace | null = null,
  yieldNow?: () => Promise<void>,
): Promise<{ part: OpenPart | null; repair: Repair | null }> {
  await using opened = new AsyncDisposableStack();
  const file = opened.use(await files.open(path, 'write'));
  let part: OpenPart | null = null;
  let rowSize = Infinity;
  let cells = new Float64Array(0);
  let next = 0;
  let isMisplaced = false;

  const onRow = async (frame: Frame): Promise<string | void> => {
    const head = readRowHead(frame.payload);
    if (!head || head.functions !== part!.cfs.length) return 'a row is not as long as it says';
    if (!(head.row >= next)) return 'a row is not after the one before';
    next = head.row + 1;
    rowSize = frame.size;
    const { row, width, reasonsMode } = head;
    part!.entries.push({ row, width, reasonsMode, offset: frame.offset, size: frame.size, record: null });
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
    if (!part) {
      const head = frame.type === FRAME.OPEN ? readOpenFrame(frame.payload) : null;
      if (!head) return 'it does not begin as an open file';
      const misplaced = place && misplacedBy(head, place);
      if (misplaced) {
        isMisplaced = true;
        return misplaced;
      }
      part = new OpenPart(path, head, file);
      next = part.firstRow;
    } else if (frame.type === FRAME.LAYOUT) {
      const changes = readLayout(frame.payload);
      if (!changes) return 'a column cannot be';
      await inTurns(part.layout.assign(next, changes));
      if (visitor) await inTurns(visitor.layout(changes, next));
    } else if (frame.type === FRAME.GAP) {
      const gap = readGap(frame.payload);
      if (!gap) return 'a gap is cut off';
      part.gaps.push(gap);
      if (visitor) await inTurns(visitor.gap(gap));
    } else if (frame.type === FRAME.ROW) return onRow(frame);
    else return 'a record does not belong into an open file';
  };

  const { offset, torn, more } = await readFrames(file, onFrame, yieldNow);
  if (isMisplaced) {
    const to = await setForeignAside(files, dirname(dirname(path)), path);
    return { part: null, repair: { file: path, problem: `${torn}, and is now ${to}`, rowsLost: 0 } };
  }
  const loaded = part as OpenPart | null;
  const tail = (await file.size()) - offset;
  const rowsLost = Math.max(loaded || more ? 1 : 0, Math.round(tail / rowSize));
  if (more || rowsLost > 1) await keepDamaged(files, path);
  const repair = torn === null ? null : { file: path, problem: torn, rowsLost };
  if (!loaded) {
    await files.remove(path);
    return { part: null, repair };
  }
  if (torn === null) loaded.file.size = offset;
  else await loaded.file.cut(offset);
  opened.move();
  return { part: loaded, repair };
}
