import type { Alarms } from '../alarms/mod.ts';
import type { LiveCertificate } from '../auth/mod.ts';
import type { EntityCondition } from '../model/health.ts';
import type { RemoteWriteStatus } from '../remote/write/mod.ts';
import type { OwnState } from '../sources/virtscope/mod.ts';
import type { Store } from '../store/mod.ts';

interface OwnParts {
  readonly store: Pick<Store, 'health'>;
  readonly book: Pick<Alarms['book'], 'problem'>;
  readonly receivers: readonly RemoteWriteStatus[];
  readonly certificate: Pick<LiveCertificate, 'current'> | null;
}

/** What keeps the program from its work, the worst first. */
export function ownState({ store, book, receivers, certificate }: OwnParts): OwnState {
  const history = store.health();
  return {
    condition: historyProblem(history) ?? alarmsProblem(book.problem) ?? receiverProblem(receivers),
    waitingRows: history.pendingRows,
    certificateExpiresAt: certificate?.current.expiresAt ?? null,
  };
}

/** Why history cannot be kept, in plain words; the system's message follows. */
const hindered: Readonly<Record<string, string>> = {
  'disk-full': 'its disk is full',
  'read-only': 'its directory cannot be written to',
  failing: 'it cannot be written',
  'clock-behind': 'the clock is behind; rows are kept again when it is right, or after a minute',
};

function historyProblem({
  kept,
  condition,
  pendingRows,
  droppedRows,
}: ReturnType<Store['health']>): EntityCondition | null {
  if (!condition) return null;
  const { kind, since, reason } = condition;
  const rows = [
    !kept && 'what is shown is in memory only',
    pendingRows > 0 && `rows that wait: ${pendingRows}`,
    droppedRows > 0 && `rows lost: ${droppedRows}`,
  ].filter((part) => part !== false);
  const text = [`history is not kept: ${hindered[kind] ?? kind}`, ...rows, reason].join('; ');
  // A clock that is set right again loses nothing.
  return { kind: kind === 'clock-behind' ? 'busy' : 'failed', since, reason: text };
}

function alarmsProblem(problem: OwnParts['book']['problem']): EntityCondition | null {
  if (!problem) return null;
  const { since, reason, waiting, lost } = problem;
  const rows = `lines that wait: ${waiting}${lost > 0 ? `, lost: ${lost}` : ''}`;
  return { kind: 'failed', since, reason: `the log of alarms is not written: ${reason}; ${rows}` };
}

function receiverProblem(receivers: readonly RemoteWriteStatus[]): EntityCondition | null {
  const failing = receivers.find(({ state }) => state === 'failing');
  if (!failing) return null;
  const { name, lastError, lastSuccess } = failing;
  const since = lastSuccess ?? lastError?.time ?? 0;
  return { kind: 'busy', since, reason: `${name} does not take samples: ${lastError?.reason ?? 'unknown'}` };
}
