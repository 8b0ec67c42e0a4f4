import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Silence } from '../../../../src/api/wire/alarms.ts';
import { silencePreview } from '../../data/alarms/handling.ts';
import { ApiError } from '../../data/api.ts';
import { ended } from '../../format/ended.ts';
import { silencedText } from './silenced-text.ts';

/** Nothing was typed for so long. */
const quietMs = 300;

/** The raised alarms that a silence would be of, before it is set. */
export function SilencePreview({ rule, select }: Pick<Silence, 'rule' | 'select'>): JSX.Element {
  const [found, setFound] = useState<Silence | ApiError | null>(null);
  useEffect(() => {
    const left = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        setFound(await silencePreview({ rule, select }, left.signal));
      } catch (error) {
        if (left.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        setFound(error);
      }
    };
    const timer = setTimeout(() => void ask().catch(reportError), quietMs);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [rule, select]);
  const isWrong = found instanceof ApiError;
  return (
    <p class={isWrong ? 'silences wrong' : 'silences unit'} role="status">
      {isWrong ? ended(found.message) : found && silencedText(found)}
    </p>
  );
}
