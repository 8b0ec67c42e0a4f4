/**
 * A columnar round-robin database with rrdtool's arithmetic.
 *
 * @module
 */
export { Database, type OpenPoint, type Rows, type UpdateOutcome } from './memory/database.ts';
export type { DatabaseDefinition } from './memory/definition.ts';
export { decodeChunk, decodeColumn, encodeChunk } from './storage/block/codec/chunk.ts';
export type { OpenRow } from './consolidation/levels.ts';
export {
  Consolidator,
  type CompletedRow,
  type ConsolidatorOptions,
  type RowLength,
} from './consolidation/consolidator.ts';
export { dumpXml, xmlDump } from './formats/dump/dump-xml.ts';
export type { DumpHead, DumpRows, DumpWriter } from './formats/dump/dump-writer.ts';
export type { Dump, DumpedArchive, DumpedSource } from './formats/dump/dump.ts';
export { readDumpXml } from './formats/dump/read-dump-xml.ts';
export type { Xport } from './formats/xport/xport.ts';
export { xportXml } from './formats/xport/xport-xml.ts';
export { readXportXml } from './formats/xport/read-xport-xml.ts';
export { readXapiUpdates } from './formats/xapi/read-updates.ts';
export { xapiUpdates } from './formats/xapi/updates.ts';
export { xapiDump } from './formats/xapi/dump.ts';
export { readXapiDump } from './formats/xapi/read-dump.ts';
export { CONSOLIDATIONS, XAPI_ARCHIVES, type Archive, type Consolidation } from './archive.ts';
export { SOURCE_KINDS, type Source, type SourceKind } from './memory/source.ts';
export {
  ChunkError,
  DefinitionError,
  DumpError,
  DumpReadError,
  FormatError,
  LockedError,
  StateError,
  UpdateError,
  XportReadError,
} from './error.ts';
export { openStorage } from './storage/open.ts';
export { checkFormat } from './storage/check-format.ts';
export { copyStorage } from './storage/copy.ts';
export type {
  ArchiveLength,
  Condition,
  DatabaseStorage,
  StorageOptions,
  ReadQuery,
  ReadRows,
} from './storage/types.ts';
export type { Repair } from './storage/segment/load-segment.ts';
export { nodeFiles, type Files, type OpenFile } from './storage/disk/files.ts';
