import { crc32 } from 'node:zlib';
import { CONSOLIDATIONS, type Consolidation } from '../../archive.ts';
import { FormatError } from '../../error.ts';
import type { OpenFile } from '../disk/files.ts';
import { FOREIGN } from '../recovery/foreign.ts';
import { IDENTITY_SIZE, readIdentity, writeIdentity, type Identity } from '../identity.ts';
import type { Gap } from '../segment/row-record.ts';

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
  /** Rows before the first, and between it and the last, that were skipped, and why. */
  readonly gaps: readonly Gap[];
  /** Ascending. */
  readonly ids: Uint32Array;
  /** One for each of `cfs`, and one of reasons. */
  readonly sections: readonly Section[];
  /** Of the database it belongs to; null in blocks of version 1. */
  readonly identity: string | null;
}

const MAGIC = 0x31_42_53_56;
/** Both are 16 bytes longer where they have an identity, since version 2. */
const HEADER = { 1: 40, 2: 40 + IDENTITY_SIZE } as const;
/** Bytes a block begins with; chunks follow. */
const BLOCK_HEAD = { 1: 24, 2: 24 + IDENTITY_SIZE } as const;
const GAP_SIZE = 17;
const TRAILER = 12;

type Version = 1 | 2;

/** What a block begins with, so that a directory of them is opened without their indexes. */
export function encodeBlockHead({ firstRow, rows, identity }: BlockHead): Uint8Array {
  const version = identity === null ? 1 : 2;
  const bytes = new Uint8Array(BLOCK_HEAD[version]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, version, true);
  view.setFloat64(8, firstRow, true);
  view.setUint32(16, rows, true);
  if (identity !== null) writeIdentity(identity, view, 24);
  return bytes;
}

type BlockHead = Pick<BlockIndex, 'firstRow' | 'rows' | 'identity'>;

/** What the name and the directory of a block define. */
export interface BlockPlace {
  readonly rowMs: number;
  readonly firstRow: number;
  readonly identity: Identity;
}

/**
 * How many rows a block has, and which of those were skipped. Compares its head and its index, but does not check the
 * checksum of the index.
 *
 * @throws {FormatError} FORMAT_INVALID, FORMAT_FOREIGN
 */
export async function readBlockRows(
  file: OpenFile,
  path: string,
  { rowMs, firstRow, identity }: BlockPlace,
): Promise<{ rows: number; gaps: Gap[] }> {
  const fail = failing(path);
  const { offset, size, crc, version } = await readTrailer(file, fail);
  const head = await viewOf(file, 0, BLOCK_HEAD[version]);
  const index = await viewOf(file, offset, HEADER[version]);
  const rows = head.getUint32(16, true);
  const firstRows = [head.getFloat64(8, true), index.getFloat64(16, true)];
  if (rows === 0 || index.getUint32(4, true) !== rows || firstRows.some((first) => first !== firstRow)) {
    fail('its name, its beginning and its end are of different rows');
  }
  if (index.getFloat64(8, true) !== rowMs) fail('its rows are of another length');
  if (version === 1) checkOwner(identity, null, crc, path);
  else {
    const ids = [readIdentity(head, 24), readIdentity(index, 40)];
    if (ids[0] !== ids[1]) fail('its beginning and its end are of different databases');
    checkOwner(identity, ids[0]!, crc, path);
  }
  const gapsSize = index.getUint32(28, true) * GAP_SIZE;
  if (HEADER[version] + gapsSize > size) fail('its index is not as long as it says');
  const gaps = gapsSize === 0 ? [] : readGaps(await viewOf(file, offset + HEADER[version], gapsSize));
  return { rows, gaps: gaps.filter(({ from, to }) => from >= firstRow && to < firstRow + rows) };
}

/** The CRC of the index of a block of version 1, which names it; null for any other file. */
export async function crcOfFormer(file: OpenFile, path: string): Promise<number | null> {
  try {
    const { version, crc } = await readTrailer(file, failing(path));
    return version === 1 ? crc : null;
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** @throws {FormatError} FORMAT_FOREIGN */
function checkOwner({ id, adopted }: Identity, identity: string | null, crc: number, path: string): void {
  const isOwn = identity === null ? (adopted?.has(crc) ?? true) : identity === id;
  if (!isOwn) throw new FormatError('FORMAT_FOREIGN', path, FOREIGN);
}

function failing(path: string): (state: string) => never {
  return (state) => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
}

async function viewOf(file: OpenFile, offset: number, size: number): Promise<DataView> {
  const bytes = new Uint8Array(size);
  await file.read(bytes, offset);
  return new DataView(bytes.buffer);
}

/** Where the index of a block is, its checksum, and the version of the block. */
async function readTrailer(
  file: OpenFile,
  fail: (state: string) => never,
): Promise<{ offset: number; size: number; crc: number; version: Version }> {
  const fileSize = await file.size();
  if (fileSize < BLOCK_HEAD[1] + HEADER[1] + TRAILER) fail('it is too short for a block');
  const head = await viewOf(file, 0, 8);
  const version = head.getUint32(4, true);
  if (head.getUint32(0, true) !== MAGIC) fail('it does not begin as a block');
  if (version !== 1 && version !== 2) return fail(`its version ${version} is unknown`);
  const end = await viewOf(file, fileSize - TRAILER, TRAILER);
  const size = end.getUint32(0, true);
  if (end.getUint32(8, true) !== MAGIC) fail('it does not end as a block');
  if (size < HEADER[version] || size > fileSize - TRAILER - BLOCK_HEAD[version]) {
    fail('its index cannot be so long');
  }
  return { offset: fileSize - TRAILER - size, size, crc: end.getUint32(4, true), version };
}

/** The index and the trailer that leads to it: what a block ends with. */
export function encodeBlockIndex(index: BlockIndex): Uint8Array {
  const { rowMs, firstRow, rows, cfs, gaps, ids, sections, identity } = index;
  const version = identity === null ? 1 : 2;
  const chunks = Math.ceil(ids.length / CHUNK_SERIES);
  const size = HEADER[version] + gaps.length * GAP_SIZE + ids.length * 4 + sections.length * chunks * 8;
  const bytes = new Uint8Array(size + TRAILER);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, version, true);
  view.setUint32(4, rows, true);
  view.setFloat64(8, rowMs, true);
  view.setFloat64(16, firstRow, true);
  view.setUint32(24, ids.length, true);
  view.setUint32(28, gaps.length, true);
  view.setUint8(32, cfs.length);
  cfs.forEach((cf, i) => view.setUint8(33 + i, CONSOLIDATIONS.indexOf(cf)));
  if (identity !== null) writeIdentity(identity, view, 40);
  let offset: number = HEADER[version];
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
 * @throws {FormatError} FORMAT_INVALID, FORMAT_FOREIGN
 */
export async function readBlockIndex(file: OpenFile, path: string, identity: Identity): Promise<BlockIndex> {
  const fail = failing(path);
  const { offset, size, crc, version } = await readTrailer(file, fail);
  const view = await viewOf(file, offset, size);
  if (crc32(new Uint8Array(view.buffer)) !== crc) fail('the checksum of its index is wrong');
  if (view.getUint32(0, true) !== version) fail('its beginning and its end are of other versions');
  const index = decode(view, offset, version, fail);
  checkOwner(identity, index.identity, crc, path);
  return index;
}

function decode(
  view: DataView,
  chunksEnd: number,
  version: Version,
  fail: (state: string) => never,
): BlockIndex {
  const [series, gapCount] = [view.getUint32(24, true), view.getUint32(28, true)];
  const functions = Math.min(view.getUint8(32), CONSOLIDATIONS.length);
  const cfs = Array.from({ length: functions }, (_, i) => CONSOLIDATIONS[view.getUint8(33 + i)]!);
  const chunks = Math.ceil(series / CHUNK_SERIES);
  const size = HEADER[version] + gapCount * GAP_SIZE + series * 4 + (cfs.length + 1) * chunks * 8;
  if (size !== view.byteLength) fail('its index is not as long as it says');
  const gapsSize = gapCount * GAP_SIZE;
  const gaps = readGaps(new DataView(view.buffer, HEADER[version], gapsSize));
  let offset = HEADER[version] + gapsSize;
  const ids = new Uint32Array(series);
  for (let i = 0; i < series; i += 1, offset += 4) ids[i] = view.getUint32(offset, true);
  let at: number = BLOCK_HEAD[version];
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
    identity: version === 1 ? null : readIdentity(view, 40),
  };
}

function readGaps(view: DataView): Gap[] {
  return Array.from({ length: view.byteLength / GAP_SIZE }, (_, i) => {
    const [from, to] = [0, 8].map((field) => view.getFloat64(i * GAP_SIZE + field, true));
    return { from: from!, to: to!, reason: view.getUint8(i * GAP_SIZE + 16) };
  });
}

/** A section of so many chunks, whose places are not known yet. */
export function newSection(chunks: number): Section {
  return {
    offsets: new Float64Array(chunks),
    lengths: new Uint32Array(chunks),
    crcs: new Uint32Array(chunks),
  };
}
