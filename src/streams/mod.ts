/**
 * Streams of records, and the filters that people write for them.
 *
 * @module
 */
export type { Field, Fields, FieldType, FilterRecord } from './filter/field.ts';
export { compileFilter, type Filter } from './filter/filter.ts';
export { SharedFilters, type Numbered, type Test } from './filter/shared-filters.ts';
export { LineLog, type LogLine } from './line-log.ts';
export { MessageLog } from './message-log.ts';
export type { Message } from './message.ts';
export type { RecordLog, RecordRead } from './record-log.ts';
export { latencyOf } from './services/latency-of.ts';
export { LatencyHistory, type ServiceLatencies } from './services/latency-history.ts';
export { ServiceCalls, type IntervalCalls } from './services/service-calls.ts';
export { mergedSketch, Tally } from './services/tally.ts';
