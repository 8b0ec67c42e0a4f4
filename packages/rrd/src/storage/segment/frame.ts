import { crc32 } from 'node:zlib';

/** What a framed record holds. */
export const FRAME = {
  LAYOUT: 1,
  ROW: 2,
  GAP: 3,
  ADD: 4,
  RETIRE: 5,
  RETURN: 6,
  NEXT: 7,
  OPEN: 8,
  IDENTITY: 9,
} as const;
/** One of them. */
export type FrameType = (typeof FRAME)[keyof typeof FRAME];

/** Bytes before a frame's payload: u32 length of what follows the checksum, u32 CRC-32 of that, u8 type. */
export const FRAME_HEADER = 9;

/** Completes a frame whose payload is in its place behind the header: `bytes` is the whole frame. */
export function sealFrame(bytes: Uint8Array, type: FrameType): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  bytes[8] = type;
  view.setUint32(0, bytes.length - 8, true);
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/** A frame with `size` bytes of payload, which `fill` writes. */
export function makeFrame(type: FrameType, size: number, fill: (payload: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER + size);
  fill(new DataView(bytes.buffer, FRAME_HEADER));
  return sealFrame(bytes, type);
}
