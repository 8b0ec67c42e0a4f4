import { computed, signal } from '@preact/signals';
import type { Status } from '../../../src/api/wire/status.ts';
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

export function startStatus(): void {
  refreshStatus().catch(reportError);
  setInterval(() => {
    if (!document.hidden) refreshStatus().catch(reportError);
  }, slowly);
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

/** The row that reaches back the furthest; a long row that only goes around the beginning does not. */
function oldestRow({ history }: Status, cls: string): { end: number; step: number } | null {
  let found: { end: number; step: number } | null = null;
  for (const { step, oldest: end } of history?.archives[cls] ?? []) {
    if (end !== null && (!found || end <= found.end - found.step)) found = { end, step };
  }
  return found;
}
