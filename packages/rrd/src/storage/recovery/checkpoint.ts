import { FormatError } from '../../error.ts';
import { checksum, copyBytes, type Steps } from '../../steps.ts';
import { IDENTITY_SIZE, readIdentity, writeIdentity } from '../identity.ts';

/** Which rows of one length there are; −1 and −1 where there is none. */
export interface Extent {
  readonly rowMs: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Where replay begins: the consolidator at one time, and which series had which column then. */
export interface Checkpoint {
  /** By column, 0 = none. */
  readonly ids: Uint32Array;
  /** What `Consolidator.save` gave. */
  readonly consolidator: Uint8Array;
  /** Of the database it belongs to; null in one of version 1. */
  readonly identity: string | null;
  /** The first row of the file of the finest rows that was begun last; −1 where there is none or it is not known. */
  readonly openRow: number;
  /** What there was when it was written, of each row length; nothing in one of version 1. */
  readonly extents: readonly Extent[];
}

const MAGIC = 0x31_53_53_56;
const HEADER = { 1: 16, 2: 32 + IDENTITY_SIZE } as const;
const EXTENT = 24;

/** What writes the state of a consolidator into bytes of its size. */
export interface StateWriter {
  readonly stateSize: number;
  writeState(into: Uint8Array): Steps;
}

/** Writes a state that was saved. */
export function savedState(bytes: Uint8Array): StateWriter {
  return { stateSize: bytes.length, writeState: (into) => copyBytes(bytes, into, 0) };
}

/** Writes a checkpoint as FORMAT.md describes it. */
export function* encodeCheckpoint({
  ids,
  consolidator,
  identity,
  openRow,
  extents,
}: Omit<Checkpoint, 'consolidator'> & { readonly consolidator: StateWriter }): Steps<Uint8Array> {
  const version = identity === null ? 1 : 2;
  const idsAt = HEADER[version] + extents.length * EXTENT;
  const stateAt = idsAt + ids.length * 4;
  const end = stateAt + consolidator.stateSize;
  const bytes = new Uint8Array(end + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, version, true);
  view.setUint32(8, ids.length, true);
  view.setUint32(12, consolidator.stateSize, true);
  if (identity !== null) {
    writeIdentity(identity, view, 16);
    view.setUint32(32, extents.length, true);
    view.setFloat64(40, openRow, true);
  }
  extents.forEach(({ rowMs, firstRow, lastRow }, i) => {
    [rowMs, firstRow, lastRow].forEach((value, field) =>
      view.setFloat64(HEADER[version] + i * EXTENT + field * 8, value, true),
    );
  });
  yield* copyBytes(ids, bytes, idsAt);
  yield* consolidator.writeState(bytes.subarray(stateAt, end));
  view.setUint32(end, yield* checksum(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * Reads a checkpoint; the path is for the error.
 *
 * @throws {FormatError} FORMAT_INVALID
 */
export function* decodeCheckpoint(bytes: Uint8Array, path: string): Steps<Checkpoint> {
  const fail = (state: string): never => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER[1] + 4 || view.getUint32(0, true) !== MAGIC) fail('it is no checkpoint');
  const version = view.getUint32(4, true);
  if (version !== 1 && version !== 2) return fail(`its version ${version} is unknown`);
  if (bytes.length < HEADER[version] + 4) fail('it is not as long as it says');
  const [width, length] = [view.getUint32(8, true), view.getUint32(12, true)];
  const count = version === 1 ? 0 : view.getUint32(32, true);
  const idsAt = HEADER[version] + count * EXTENT;
  const stateAt = idsAt + width * 4;
  const end = stateAt + length;
  if (end + 4 !== bytes.length) fail('it is not as long as it says');
  if ((yield* checksum(bytes.subarray(0, end))) !== view.getUint32(end, true)) fail('its checksum is wrong');
  const ids = new Uint32Array(width);
  yield* copyBytes(bytes.subarray(idsAt, stateAt), new Uint8Array(ids.buffer), 0);
  const extents = Array.from({ length: count }, (_, i): Extent => {
    const at = HEADER[version] + i * EXTENT;
    const [rowMs, firstRow, lastRow] = [0, 8, 16].map((offset) => view.getFloat64(at + offset, true));
    return { rowMs: rowMs!, firstRow: firstRow!, lastRow: lastRow! };
  });
  const identity = version === 1 ? null : readIdentity(view, 16);
  const openRow = version === 1 ? -1 : view.getFloat64(40, true);
  return { ids, consolidator: bytes.subarray(stateAt, end), identity, openRow, extents };
}
