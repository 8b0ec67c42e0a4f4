/**
 * Streams of records, and the filters that people write for them.
 *
 * @module
 */
export type { Field, Fields, FieldType, FilterRecord } from './filter/field.ts';
export { compileFilter, type Filter } from './filter/filter.ts';
export { MessageLog, type MessageRead } from './message-log.ts';
export type { IsMeant, Message } from './message.ts';
export { SharedFilters } from './filter/shared-filters.ts';
