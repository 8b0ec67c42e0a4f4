/**
 * A columnar round-robin database with rrdtool's arithmetic.
 *
 * @module
 */
export { Database, type DatabaseDefinition, type Rows, type UpdateOutcome } from './database.ts';
export { CONSOLIDATIONS, XAPI_ARCHIVES, type Archive, type Consolidation } from './archive.ts';
export { SOURCE_KINDS, type Source, type SourceKind } from './source.ts';
export { DefinitionError, UpdateError } from './error.ts';
