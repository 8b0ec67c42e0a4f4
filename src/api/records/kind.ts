import type { Fields, FilterRecord, Numbered, RecordLog } from '../../streams/mod.ts';
import type { SchemaName } from '../wire/schemas.ts';

/** A kind of records that is read from a log: by cursor, long poll, events or lines. */
export interface RecordKind<R extends Numbered> {
  /** Name of the list in an answer, and of its path. */
  readonly name: 'messages' | 'logs';
  /** Name of the event that is one record. */
  readonly event: string;
  readonly schema: SchemaName;
  /** What the records are, for the description of the API. */
  readonly summary: string;
  readonly log: RecordLog<R>;
  /** What a filter can ask for. */
  readonly fields: Fields;
  /** A record as JSON, without its place in the log. */
  readonly contentsOf: (record: R) => FilterRecord;
}
