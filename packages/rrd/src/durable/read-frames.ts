import { crc32 } from 'node:zlib';
import type { OpenFile } from './files.ts';
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
}

const types: ReadonlySet<number> = new Set(Object.values(FRAME));

/**
 * Reads framed records from a file's beginning up to its end or to the first that is torn, and returns where.
 *
 * Nothing is allocated that the file does not hold. `onFrame` may answer that the file is unreadable from that frame.
 */
export async function readFrames(
  file: OpenFile,
  onFrame: (frame: Frame) => string | void,
): Promise<FramesEnd> {
  const fileSize = await file.size();
  const header = new Uint8Array(8);
  const headerView = new DataView(header.buffer);
  let body = new Uint8Array(0);
  let offset = 0;
  while (offset < fileSize) {
    if ((await file.read(header, offset)) < 8) return { offset, torn: 'the last record is cut off' };
    const length = headerView.getUint32(0, true);
    if (length < 1) return { offset, torn: 'a record has no length' };
    if (offset + 8 + length > fileSize) return { offset, torn: 'the last record is cut off' };
    if (body.length < length) body = new Uint8Array(length * 2);
    const bytes = body.subarray(0, length);
    if ((await file.read(bytes, offset + 8)) < length) return { offset, torn: 'the last record is cut off' };
    if (crc32(bytes) !== headerView.getUint32(4, true))
      return { offset, torn: 'the checksum of a record is wrong' };
    if (!types.has(bytes[0]!)) return { offset, torn: `a record is of the unknown type ${bytes[0]}` };
    const type = bytes[0] as FrameType;
    const payload = new DataView(bytes.buffer, 1, length - (FRAME_HEADER - 8));
    const torn = onFrame({ type, offset, size: 8 + length, payload });
    if (torn) return { offset, torn };
    offset += 8 + length;
  }
  return { offset, torn: null };
}
