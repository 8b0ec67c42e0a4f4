/**
 * A columnar round-robin database with rrdtool's arithmetic.
 *
 * @module
 */
export { Database, type OpenPoint, type Rows, type UpdateOutcome } from './database.ts';
export type { DatabaseDefinition } from './definition.ts';
export type { OpenRow } from './levels.ts';
export { Consolidator, type CompletedRow, type ConsolidatorOptions, type RowLength } from './consolidator.ts';
export { dumpXml } from './dump-xml.ts';
export { readDumpXml, type Dump, type DumpedArchive, type DumpedSource } from './read-dump-xml.ts';
export { CONSOLIDATIONS, XAPI_ARCHIVES, type Archive, type Consolidation } from './archive.ts';
export { SOURCE_KINDS, type Source, type SourceKind } from './source.ts';
export { DefinitionError, DumpError, DumpReadError, StateError, UpdateError } from './error.ts';
