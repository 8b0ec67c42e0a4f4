import { writeFailureOf } from '../lib/system-error.ts';
import type { ClassArchive } from './archive/class-archive.ts';
import type { HistoryHealth, HistoryRepair } from './interfaces/health-reader.ts';

const nothing = { pendingRows: 0, droppedRows: 0, repairs: [] };

/** History is only in memory, because that was asked for. */
export const notKept: HistoryHealth = { kept: false, directory: null, condition: null, ...nothing };

/** History is only in memory, because its directory cannot be used. */
export function cannotKeep(directory: string, error: unknown, since: number): HistoryHealth {
  const reason = `history is not kept: ${(error as Error).message}`;
  const condition = { kind: writeFailureOf(error), since, reason };
  return { kept: false, directory, condition, ...nothing };
}

/** The worst condition of the databases of a directory, and the rows that wait in any of them. */
export function healthOf(
  directory: string,
  archives: Iterable<ClassArchive>,
  repairs: readonly HistoryRepair[],
): HistoryHealth {
  const all = [...archives];
  const conditions = all.map(({ condition }) => condition);
  const worst = conditions.find(({ kind }) => kind !== 'ok');
  return {
    kept: true,
    directory,
    condition:
      worst && worst.kind !== 'ok'
        ? { kind: worst.kind, since: worst.sinceMs ?? 0, reason: worst.reason ?? '' }
        : null,
    pendingRows: Math.max(0, ...conditions.map(({ pendingRows }) => pendingRows)),
    droppedRows: Math.max(0, ...conditions.map(({ droppedRows }) => droppedRows)),
    repairs: [...repairs, ...all.flatMap(({ database }) => database.repairs)],
  };
}
