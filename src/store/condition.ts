import type { ClassArchive } from './archive/class-archive.ts';
import type { HistoryCondition, HistoryRepair } from './interfaces/health-reader.ts';

const nothing = { since: null, pendingRows: 0, droppedRows: 0, repairs: [] };

/** History is only in memory, because that was asked for. */
export const notKept: HistoryCondition = {
  kept: false,
  directory: null,
  kind: 'ok',
  reason: null,
  ...nothing,
};

/** History is only in memory, because its directory cannot be used. */
export function cannotKeep(directory: string, error: unknown, since: number): HistoryCondition {
  const { code, message } = error as NodeJS.ErrnoException;
  const kinds: Readonly<Record<string, HistoryCondition['kind']>> = {
    EROFS: 'read-only',
    EACCES: 'read-only',
    EPERM: 'read-only',
    ENOSPC: 'disk-full',
    EDQUOT: 'disk-full',
  };
  const kind = kinds[code ?? ''] ?? 'failing';
  return { ...nothing, kept: false, directory, kind, since, reason: `history is not kept: ${message}` };
}

/** The worst condition of the databases of a directory, and the rows that wait in any of them. */
export function conditionOf(
  directory: string,
  archives: Iterable<ClassArchive>,
  repairs: readonly HistoryRepair[],
): HistoryCondition {
  const all = [...archives];
  const conditions = all.map(({ condition }) => condition);
  const worst = conditions.find(({ kind }) => kind !== 'ok');
  return {
    kept: true,
    directory,
    kind: worst?.kind ?? 'ok',
    reason: worst?.reason ?? null,
    since: worst?.sinceMs ?? null,
    pendingRows: Math.max(0, ...conditions.map(({ pendingRows }) => pendingRows)),
    droppedRows: Math.max(0, ...conditions.map(({ droppedRows }) => droppedRows)),
    repairs: [...repairs, ...all.flatMap(({ database }) => database.repairs)],
  };
}
