export { selectArchive, type ArchiveSelection } from './archive/select-archive.ts';
export { backupHistory, restoreHistory } from './backup.ts';
export type { BatchSink } from './interfaces/batch-sink.ts';
export type { EntityReader } from './interfaces/entity-reader.ts';
export type { EventSink } from './interfaces/event-sink.ts';
export type { EventQuery, EventReader } from './interfaces/event-reader.ts';
export type { HealthReader, HistoryHealth, HistoryRepair } from './interfaces/health-reader.ts';
export {
  Consolidation,
  type ArchiveInfo,
  type History,
  type HistoryColumn,
  type HistoryQuery,
  type HistoryReader,
  type Top,
  type TopQuery,
  type TopRow,
} from './interfaces/history-reader.ts';
export type { LatestReader, LatestRow, LatestTable, Sample } from './interfaces/latest-reader.ts';
export { DEMO_HISTORY, HISTORY } from './layout.ts';
export { createMemoryStore, openStore, type MemoryStoreOptions, type StoreOptions } from './open.ts';
export { overlay } from './history/merge-rows.ts';
export type { Store } from './store.ts';
