import { crc32 } from 'node:zlib';
import { FormatError } from '../error.ts';

/** Where replay begins: the consolidator at one time, and which series had which column then. */
export interface Checkpoint {
  /** By column, 0 = none. */
  readonly ids: Uint32Array;
  /** What `Consolidator.save` gave. */
  readonly consolidator: Uint8Array;
}

const MAGIC = 0x31_53_53_56;
const VERSION = 1;
const HEADER = 16;

/** Writes a checkpoint as FORMAT.md describes it. */
export function encodeCheckpoint({ ids, consolidator }: Checkpoint): Uint8Array {
  const end = HEADER + ids.length * 4 + consolidator.length;
  const bytes = new Uint8Array(end + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, ids.length, true);
  view.setUint32(12, consolidator.length, true);
  ids.forEach((id, column) => view.setUint32(HEADER + column * 4, id, true));
  bytes.set(consolidator, HEADER + ids.length * 4);
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * Reads a checkpoint; the path is for the error.
 *
 * @throws {FormatError} FORMAT_INVALID
 */
export function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const fail = (state: string): never => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER + 4 || view.getUint32(0, true) !== MAGIC) fail('it is no checkpoint');
  if (view.getUint32(4, true) !== VERSION) fail(`its version ${view.getUint32(4, true)} is unknown`);
  const [width, length] = [view.getUint32(8, true), view.getUint32(12, true)];
  const end = HEADER + width * 4 + length;
  if (end + 4 !== bytes.length) fail('it is not as long as it says');
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true)) fail('its checksum is wrong');
  const ids = Uint32Array.from({ length: width }, (_, column) => view.getUint32(HEADER + column * 4, true));
  return { ids, consolidator: bytes.slice(end - length, end) };
}
