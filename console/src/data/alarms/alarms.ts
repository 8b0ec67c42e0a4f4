import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, getJson } from '../api.ts';
import { alarmSummary } from './summary.ts';

/** What an address of alarms answers, and why it does not. */
export interface Answer<T> {
  /** Null before the first answer; the last one stays while the server is away. */
  readonly value: ReadonlySignal<T | null>;
  readonly problem: ReadonlySignal<ApiError | null>;
  readonly refresh: () => void;
}

/** Values and acknowledgements of others change without a transition. */
const slowlyMs = 15_000;
const nextMs = 3000;

/** How often silences were changed here: every list shows it at once. */
export const silenced = signal(0);

/** Keeps what an address of alarms answers: asked again with each transition of any alarm, and slowly besides. */
export function useAlarmAnswer<T>(path: string): Answer<T> {
  const state = useMemo(
    () => ({ value: signal<T | null>(null), problem: signal<ApiError | null>(null) }),
    [path],
  );
  const last = alarmSummary.value?.last;
  const ask = async (left?: AbortSignal): Promise<void> => {
    try {
      state.value.value = await getJson<T>(path, left);
      state.problem.value = null;
    } catch (error) {
      if (left?.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      state.problem.value = error;
    }
  };
  const refresh = (left?: AbortSignal): void => void ask(left).catch(reportError);
  useEffect(() => {
    const left = new AbortController();
    refresh(left.signal);
    const timer = setInterval(() => {
      if (!document.hidden) refresh(left.signal);
    }, slowlyMs);
    return () => {
      left.abort();
      clearInterval(timer);
    };
  }, [path, last, silenced.value]);
  return {
    ...state,
    refresh: () => {
      refresh();
      // What was set is evaluated with the next values.
      setTimeout(refresh, nextMs);
    },
  };
}
