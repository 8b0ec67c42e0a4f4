import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { alarmSummary } from './summary.ts';

/** What is asked of alarms again and again. */
export interface Asked {
  /** Why the newest question was refused. */
  readonly problem: ReadonlySignal<ApiError | null>;
  /** Asks now, and once more soon. */
  readonly refresh: () => void;
}

/** Values and acknowledgements of others change without a transition. */
const slowlyMs = 15_000;
const nextMs = 3000;

/** How often silences were changed here: every list shows it at once. */
export const silenced = signal(0);

/**
 * Asks for something, again with each transition of any alarm, and slowly besides.
 *
 * @param key of what is asked for
 * @param waitMs before it is asked for: something else may be, in that time
 */
export function useAsked(key: string, ask: (left?: AbortSignal) => Promise<void>, waitMs = 0): Asked {
  const problem = useMemo(() => signal<ApiError | null>(null), [key]);
  const last = alarmSummary.value?.last;
  const run = async (left?: AbortSignal): Promise<void> => {
    try {
      await ask(left);
      problem.value = null;
    } catch (error) {
      if (left?.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      problem.value = error;
    }
  };
  const refresh = (left?: AbortSignal): void => void run(left).catch(reportError);
  useEffect(() => {
    const left = new AbortController();
    const first = setTimeout(refresh, waitMs, left.signal);
    const timer = setInterval(() => {
      if (!document.hidden) refresh(left.signal);
    }, slowlyMs);
    return () => {
      left.abort();
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [key, last, silenced.value]);
  return {
    problem,
    refresh: () => {
      refresh();
      // What was set is evaluated with the next values.
      setTimeout(refresh, nextMs);
    },
  };
}
