import { crc32 } from 'node:zlib';
import { CONSOLIDATIONS, type Consolidation } from '../archive.ts';
import { FormatError } from '../error.ts';
import type { OpenFile } from './files.ts';
import type { Gap } from './row-record.ts';

/** Most series in one chunk. */
export const CHUNK_SERIES = 64;

/** Where the chunks of one function, or of the reasons, are; all in order of their series. */
export interface Section {
  readonly offsets: Float64Array;
  /** 0 where all reasons are 0. */
  readonly lengths: Uint32Array;
  readonly crcs: Uint32Array;
}

/** What is in a sealed block, and where. */
export interface BlockIndex {
  readonly rowMs: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly cfs: readonly Consolidation[];
  /** Rows before the first that were skipped, and why. */
  readonly gaps: readonly Gap[];
  /** Ascending. */
  readonly ids: Uint32Array;
  /** One for each of `cfs`, and one of reasons. */
  readonly sections: readonly Section[];
}

const MAGIC = 0x31_42_53_56;
const VERSION = 1;
const HEADER = 40;
const GAP_SIZE = 17;
const TRAILER = 12;

/** Bytes a block begins with; chunks follow. */
const BLOCK_HEAD = 24;

/** What a block begins with, so that a directory of them is opened without their indexes. */
export function encodeBlockHead(firstRow: number, rows: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEAD);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setFloat64(8, firstRow, true);
  view.setUint32(16, rows, true);
  return bytes;
}

/**
 * How many rows a block that begins with row `firstRow` has: without a checksum, but as both its ends tell.
 *
 * @throws {FormatError} FORMAT_INVALID
 */
export async function readBlockRows(file: OpenFile, path: string, firstRow: number): Promise<number> {
  const fail = (state: string): never => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
  const { offset } = await readTrailer(file, fail);
  const head = await viewOf(file, 0, BLOCK_HEAD);
  const index = await viewOf(file, offset, HEADER);
  if (head.getUint32(0, true) !== MAGIC || head.getUint32(4, true) !== VERSION) {
    fail('it does not begin as a block');
  }
  const rows = head.getUint32(16, true);
  const firstRows = [head.getFloat64(8, true), index.getFloat64(16, true)];
  if (rows === 0 || index.getUint32(4, true) !== rows || firstRows.some((first) => first !== firstRow)) {
    fail('its name, its beginning and its end tell of other rows');
  }
  return rows;
}

async function viewOf(file: OpenFile, offset: number, size: number): Promise<DataView> {
  const bytes = new Uint8Array(size);
  await file.read(bytes, offset);
  return new DataView(bytes.buffer);
}

/** Where the index of a block is, and its checksum. */
async function readTrailer(
  file: OpenFile,
  fail: (state: string) => never,
): Promise<{ offset: number; size: number; crc: number }> {
  const fileSize = await file.size();
  if (fileSize < BLOCK_HEAD + HEADER + TRAILER) fail('it is too short for a block');
  const end = await viewOf(file, fileSize - TRAILER, TRAILER);
  const size = end.getUint32(0, true);
  if (end.getUint32(8, true) !== MAGIC) fail('it does not end as a block');
  if (size < HEADER || size > fileSize - TRAILER - BLOCK_HEAD) fail('its index cannot be so long');
  return { offset: fileSize - TRAILER - size, size, crc: end.getUint32(4, true) };
}

/** The index and the trailer that leads to it: what a block ends with. */
export function encodeBlockIndex(index: BlockIndex): Uint8Array {
  const { rowMs, firstRow, rows, cfs, gaps, ids, sections } = index;
  const chunks = Math.ceil(ids.length / CHUNK_SERIES);
  const size = HEADER + gaps.length * GAP_SIZE + ids.length * 4 + sections.length * chunks * 8;
  const bytes = new Uint8Array(size + TRAILER);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, VERSION, true);
  view.setUint32(4, rows, true);
  view.setFloat64(8, rowMs, true);
  view.setFloat64(16, firstRow, true);
  view.setUint32(24, ids.length, true);
  view.setUint32(28, gaps.length, true);
  view.setUint8(32, cfs.length);
  cfs.forEach((cf, i) => view.setUint8(33 + i, CONSOLIDATIONS.indexOf(cf)));
  let offset = HEADER;
  for (const { from, to, reason } of gaps) {
    view.setFloat64(offset, from, true);
    view.setFloat64(offset + 8, to, true);
    view.setUint8(offset + 16, reason);
    offset += GAP_SIZE;
  }
  for (let i = 0; i < ids.length; i += 1, offset += 4) view.setUint32(offset, ids[i]!, true);
  for (const { lengths, crcs } of sections) {
    for (let i = 0; i < chunks; i += 1, offset += 8) {
      view.setUint32(offset, lengths[i]!, true);
      view.setUint32(offset + 4, crcs[i]!, true);
    }
  }
  view.setUint32(size, size, true);
  view.setUint32(size + 4, crc32(bytes.subarray(0, size)), true);
  view.setUint32(size + 8, MAGIC, true);
  return bytes;
}

/**
 * Reads the index of a block from its end.
 *
 * @throws {FormatError} FORMAT_INVALID
 */
export async function readBlockIndex(file: OpenFile, path: string): Promise<BlockIndex> {
  const fail = (state: string): never => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
  const { offset, size, crc } = await readTrailer(file, fail);
  const view = await viewOf(file, offset, size);
  if (crc32(new Uint8Array(view.buffer)) !== crc) fail('the checksum of its index is wrong');
  return decode(view, offset, fail);
}

function decode(view: DataView, chunksEnd: number, fail: (state: string) => never): BlockIndex {
  if (view.getUint32(0, true) !== VERSION) fail(`its version ${view.getUint32(0, true)} is unknown`);
  const [series, gapCount] = [view.getUint32(24, true), view.getUint32(28, true)];
  const functions = Math.min(view.getUint8(32), CONSOLIDATIONS.length);
  const cfs = Array.from({ length: functions }, (_, i) => CONSOLIDATIONS[view.getUint8(33 + i)]!);
  const chunks = Math.ceil(series / CHUNK_SERIES);
  const size = HEADER + gapCount * GAP_SIZE + series * 4 + (cfs.length + 1) * chunks * 8;
  if (size !== view.byteLength) fail('its index is not as long as it says');
  let offset = HEADER;
  const gaps = Array.from({ length: gapCount }, (): Gap => {
    const [from, to] = [view.getFloat64(offset, true), view.getFloat64(offset + 8, true)];
    const reason = view.getUint8(offset + 16);
    offset += GAP_SIZE;
    return { from, to, reason };
  });
  const ids = new Uint32Array(series);
  for (let i = 0; i < series; i += 1, offset += 4) ids[i] = view.getUint32(offset, true);
  let at = BLOCK_HEAD;
  const sections = Array.from({ length: cfs.length + 1 }, (): Section => {
    const section = newSection(chunks);
    for (let i = 0; i < chunks; i += 1, offset += 8) {
      section.offsets[i] = at;
      section.lengths[i] = view.getUint32(offset, true);
      section.crcs[i] = view.getUint32(offset + 4, true);
      at += section.lengths[i]!;
    }
    return section;
  });
  if (at !== chunksEnd) fail('its chunks are not as long as its index says');
  return {
    rows: view.getUint32(4, true),
    rowMs: view.getFloat64(8, true),
    firstRow: view.getFloat64(16, true),
    cfs,
    gaps,
    ids,
    sections,
  };
}

/** A section of so many chunks, whose places are not known yet. */
export function newSection(chunks: number): Section {
  return {
    offsets: new Float64Array(chunks),
    lengths: new Uint32Array(chunks),
    crcs: new Uint32Array(chunks),
  };
}
