import { useEffect, useState } from 'preact/hooks';
import type { DryRun } from '../../../../src/api/wire/alarms.ts';
import { ApiError } from '../api.ts';
import { tryRule } from './rules.ts';

/** What a rule would have done: the newest answer stays while the next one is asked for. */
export interface Trial {
  readonly result: DryRun | null;
  /** The text that the answer is of. */
  readonly text: string | null;
  /** Why the rule as it is now cannot be tried. */
  readonly problem: ApiError | null;
  /** The answer is of an earlier text or range. */
  readonly isOld: boolean;
}

/** Nothing was typed for so long. */
const quietMs = 600;
const busyMs = 1000;

/** Tries a rule when it has not changed for a moment: one request at a time, and the newest text wins. */
export function useDryRun(id: string, text: string, from: number): Trial {
  const [trial, setTrial] = useState<Trial>({ result: null, text: null, problem: null, isOld: true });
  useEffect(() => {
    const left = new AbortController();
    setTrial((was) => ({ ...was, isOld: true }));
    const run = async (): Promise<void> => {
      try {
        const result = await tryRule(id, text, from, left.signal);
        setTrial({ result, text, problem: null, isOld: false });
      } catch (error) {
        if (left.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'DRY_RUNS_BUSY') start(busyMs);
        else setTrial((was) => ({ ...was, problem: error, isOld: true }));
      }
    };
    let timer: ReturnType<typeof setTimeout>;
    const start = (ms: number): void => {
      timer = setTimeout(() => void run().catch(reportError), ms);
    };
    start(quietMs);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [id, text, from]);
  return trial;
}
