import { computed, signal } from '@preact/signals';
import type { HistoryState, Status } from '../../../src/api/wire/status.ts';
import { getJson } from './api.ts';
import { setServerTime } from './clock.ts';

export const status = signal<Status | null>(null);
export const demo = computed(() => status.value?.demo ?? false);
/** Sources that cannot be read now: the root cause of what is unknown below them. */
export const downSources = computed(() => status.value?.sources.filter((source) => !source.up) ?? []);

/** Asked again when the counts of the frame change, and slowly besides for what they do not show. */
const slowly = 30_000;

/** Resolves with the first answer, or with the first failure to get one. */
export const firstStatus = Promise.withResolvers<void>();

export async function refreshStatus(): Promise<void> {
  try {
    const answer = await getJson<Status>('/status');
    setServerTime(answer.now);
    status.value = answer;
  } catch {
    // The streams' connection state already shows that the server is away.
  }
  firstStatus.resolve();
}

/** Keeps {@link status}. Returns the way to stop it. */
export function startStatus(): () => void {
  refreshStatus().catch(reportError);
  const timer = setInterval(() => {
    if (!document.hidden) refreshStatus().catch(reportError);
  }, slowly);
  return () => clearInterval(timer);
}

/** Epoch seconds since when there is history of a class; null before the first answer. */
export function historyBegins(cls: string): number | null {
  const current = status.value;
  if (!current) return null;
  const oldest = oldestRow(current, cls);
  return oldest ? oldest.end - oldest.step : current.startedAt;
}

/** Whether there is history of a class from before virtscope started. */
export function historyOutlived(cls: string): boolean {
  const current = status.value;
  // The first sample after the start may belong to the row that had just ended.
  return current !== null && (oldestRow(current, cls)?.end ?? Infinity) <= current.startedAt - current.step;
}

/**
 * Whether there were rows of a class before `time` that are not kept: the archive that holds the longest time has no room
 * for more, or one has rows before. A first row that arrived late is no sign: there was none before it.
 */
export function wereRowsBefore(cls: string, time: number): boolean {
  const current = status.value;
  if (!current) return false;
  const [longest] = archivesOf(current, cls).toSorted((a, b) => b.rows * b.step - a.rows * a.step);
  return (longest && isFull(longest)) || (oldestRow(current, cls)?.end ?? Infinity) <= time;
}

type Archive = HistoryState['archives'][string][number];

function archivesOf({ history }: Status, cls: string): readonly Archive[] {
  return history?.archives[cls] ?? [];
}

/** Whether it drops a row for each new one. */
function isFull({ step, rows, oldest, newest }: Archive): boolean {
  return oldest !== null && newest !== null && Math.round((newest - oldest) / step) + 1 >= rows;
}

/** The row that reaches back the furthest; a long row that only goes around the beginning does not. */
function oldestRow(current: Status, cls: string): { end: number; step: number } | null {
  let found: { end: number; step: number } | null = null;
  for (const { step, oldest: end } of archivesOf(current, cls)) {
    if (end !== null && (!found || end <= found.end - found.step)) found = { end, step };
  }
  return found;
}
