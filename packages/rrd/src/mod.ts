/**
 * A columnar round-robin database with rrdtool's arithmetic.
 *
 * @module
 */
export { Database, type OpenPoint, type Rows, type UpdateOutcome } from './database.ts';
export type { DatabaseDefinition } from './definition.ts';
export { decodeChunk, decodeColumn, encodeChunk } from './codec/chunk.ts';
export type { OpenRow } from './levels.ts';
export { Consolidator, type CompletedRow, type ConsolidatorOptions, type RowLength } from './consolidator.ts';
export { dumpXml, xmlDump } from './dump-xml.ts';
export type { DumpHead, DumpRows, DumpWriter } from './dump-writer.ts';
export type { Dump, DumpedArchive, DumpedSource } from './dump.ts';
export { readDumpXml } from './read-dump-xml.ts';
export type { Xport } from './xport.ts';
export { xportXml } from './xport-xml.ts';
export { readXportXml } from './read-xport-xml.ts';
export { readXapiUpdates } from './xapi/read-updates.ts';
export { xapiUpdates } from './xapi/updates.ts';
export { xapiDump } from './xapi/dump.ts';
export { readXapiDump } from './xapi/read-dump.ts';
export { CONSOLIDATIONS, XAPI_ARCHIVES, type Archive, type Consolidation } from './archive.ts';
export { SOURCE_KINDS, type Source, type SourceKind } from './source.ts';
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
export { openDurable } from './durable/open.ts';
export { checkFormat } from './durable/check-format.ts';
export { copyDurable } from './durable/copy.ts';
export type {
  ArchiveLength,
  Condition,
  DurableDatabase,
  DurableOptions,
  ReadQuery,
  ReadRows,
} from './durable/types.ts';
export type { Repair } from './durable/load-part.ts';
export { nodeFiles, type Files, type OpenFile } from './durable/files.ts';
