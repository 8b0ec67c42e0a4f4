export { createMemoryStore, type MemoryStoreOptions } from './memory.ts';
export {
  Consolidation,
  type History,
  type HistoryColumn,
  type HistoryQuery,
  type LatestRow,
  type LatestTable,
  type Sample,
  type Store,
} from './store.ts';
