import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';

/** What was asked for once; null before the answer, and where there is none. @param key asks anew when it changes. */
export function useOnce<T>(key: string, ask: (left: AbortSignal) => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T } | null>(null);
  useEffect(() => {
    const left = new AbortController();
    ask(left.signal).then(
      (value) => setAnswer({ key, value }),
      (error: unknown) => {
        if (!left.signal.aborted && !(error instanceof ApiError)) reportError(error);
      },
    );
    return () => left.abort();
  }, [key]);
  return answer?.key === key ? answer.value : null;
}
