export { backupHistory, restoreHistory } from './backup.ts';
export { DEMO_HISTORY, HISTORY } from './layout.ts';
export { createMemoryStore, openStore, type MemoryStoreOptions, type StoreOptions } from './open.ts';
export type { RemoteQueryOptions, RemoteQueryStatus } from './remote-query/mod.ts';
export {
  Consolidation,
  type ArchiveInfo,
  type EventQuery,
  type History,
  type HistoryColumn,
  type HistoryCondition,
  type HistoryQuery,
  type HistoryRepair,
  type LatestRow,
  type LatestTable,
  type Sample,
  type Store,
  type Top,
  type TopQuery,
  type TopRow,
} from './store.ts';
