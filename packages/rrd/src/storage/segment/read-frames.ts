import { crc32 } from 'node:zlib';
import { EventLoopYielder } from '../../steps.ts';
import type { OpenFile } from '../disk/files.ts';
import { FRAME, FRAME_HEADER, type FrameType } from './frame.ts';

/** One record of a file; the payload is lent until the next is asked for. */
export interface Frame {
  readonly type: FrameType;
  /** Where the frame begins in the file. */
  readonly offset: number;
  /** Bytes of the whole frame. */
  readonly size: number;
  readonly payload: DataView;
}

/** Where reading stopped, and why when that was before the end. */
export interface FramesEnd {
  readonly offset: number;
  readonly torn: string | null;
  /** Whether anything follows the record that is torn: then it is no write that was interrupted. */
  readonly more: boolean;
}

/** Bytes read at once, unless a record is longer. */
const WINDOW = 1 << 20;

const types: ReadonlySet<number> = new Set(Object.values(FRAME));

/**
 * Reads framed records from a file's beginning up to its end or to the first that is torn, and returns where.
 *
 * Nothing is allocated that the file does not hold. `onFrame` may answer that the file is unreadable from that frame.
 * `yieldNow` is called between records, once for each part that is read and where they take long; what it throws breaks
 * the reading off.
 */
export async function readFrames(
  file: OpenFile,
  onFrame: (frame: Frame) => string | void | Promise<string | void>,
  yieldNow: () => Promise<void> = async () => {},
): Promise<FramesEnd> {
  const fileSize = await file.size();
  const cut = 'the last record is cut off';
  const yielder = new EventLoopYielder();
  let window = new Uint8Array(Math.min(fileSize, WINDOW));
  let view = new DataView(window.buffer);
  /** The part of the file that is in the window. */
  let [begin, end] = [0, 0];
  const reach = async (from: number, size: number): Promise<boolean> => {
    if (from + size > fileSize) return false;
    if (from + size <= end) return true;
    if (size > window.length) {
      window = new Uint8Array(size * 2);
      view = new DataView(window.buffer);
    }
    await yieldNow();
    begin = from;
    end = from + (await file.read(window.subarray(0, Math.min(window.length, fileSize - from)), from));
    return from + size <= end;
  };
  let offset = 0;
  while (offset < fileSize) {
    if (yielder.isDue) {
      await yieldNow();
      yielder.restart();
    }
    if (!(await reach(offset, FRAME_HEADER))) return { offset, torn: cut, more: false };
    const length = view.getUint32(offset - begin, true);
    const crc = view.getUint32(offset - begin + 4, true);
    if (length < 1) return { offset, torn: 'a record has no length', more: false };
    if (!(await reach(offset, 8 + length))) return { offset, torn: cut, more: false };
    const more = offset + 8 + length < fileSize;
    const at = offset - begin + 8;
    if (crc32(window.subarray(at, at + length)) !== crc) {
      return { offset, torn: 'the checksum of a record is wrong', more };
    }
    if (!types.has(window[at]!)) {
      return { offset, torn: `a record is of the unknown type ${window[at]}`, more };
    }
    const type = window[at] as FrameType;
    const payload = new DataView(window.buffer, at + 1, length - 1);
    const torn = await onFrame({ type, offset, size: 8 + length, payload });
    if (torn) return { offset, torn, more };
    offset += 8 + length;
  }
  return { offset, torn: null, more: false };
}
