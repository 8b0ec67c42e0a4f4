import { useState } from 'preact/hooks';
import { ApiError } from '../data/api.ts';

/** What a reader asked the API for, and what it said if it refused. */
export interface Action {
  readonly problem: string | null;
  readonly isRunning: boolean;
  readonly run: (asked: () => Promise<void>) => void;
}

/** Runs what a control asks the API for: a refusal is shown, any other error is a bug. */
export function useAction(): Action {
  const [problem, setProblem] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (asked: () => Promise<void>): Promise<void> => {
    setProblem(null);
    setRunning(true);
    try {
      await asked();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    } finally {
      setRunning(false);
    }
  };
  return { problem, isRunning, run: (asked) => void run(asked).catch(reportError) };
}
