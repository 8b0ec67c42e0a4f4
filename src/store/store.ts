import type { BatchSink } from './interfaces/batch-sink.ts';
import type { EntityReader } from './interfaces/entity-reader.ts';
import type { EventSink } from './interfaces/event-sink.ts';
import type { EventReader } from './interfaces/event-reader.ts';
import type { HealthReader } from './interfaces/health-reader.ts';
import type { HistoryReader } from './interfaces/history-reader.ts';
import type { LatestReader } from './interfaces/latest-reader.ts';

/** All that virtscope remembers: the newest values, their history, and what happened. Consumers ask for the part they use. */
export interface Store
  extends BatchSink, EntityReader, LatestReader, HistoryReader, EventReader, EventSink, HealthReader {
  /** Writes what is not written yet. */
  close(): Promise<void>;
}
