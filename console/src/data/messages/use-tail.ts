import { useEffect, useState } from 'preact/hooks';
import type { Messages } from '../../../../src/api/wire/messages.ts';
import { ApiError, getJson, isPassing } from '../api.ts';
import { hidden } from '../live.ts';
import { addressOfRead } from './address.ts';
import { Tail } from './tail.ts';

/** Messages that are there from the first look on, and most of each answer. */
const limit = 1000;
/** Nothing was typed in that time. */
const quietMs = 200;
const retryMs = 2000;

export interface Followed {
  /** Null before the first answer; the last one goes on while another filter is wrong or asked for. */
  readonly tail: Tail | null;
  readonly refused: Refused | null;
}

/** A filter that was asked for, and why there is no answer. */
export interface Refused {
  readonly filter: string;
  readonly problem: ApiError;
}

/** Follows the messages that a filter is true of while they are shown. */
export function useTail(filter: string): Followed {
  const [tail, setTail] = useState<Tail | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const isShown = !hidden.value;
  useEffect(() => {
    if (tail?.filter === filter) return setRefused(null);
    const left = new AbortController();
    const begin = async (): Promise<void> => {
      try {
        const first = await getJson<Messages>(addressOfRead({ filter, limit }), left.signal);
        // The newest are sought in all that are kept.
        setTail(new Tail(first, first.messages.length < limit, { filter, ask: getJson, sleep }));
        setRefused(null);
      } catch (error) {
        if (left.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        setRefused({ filter, problem: error });
        if (isPassing(error)) await sleep(retryMs, left.signal).then(begin, () => {});
      }
    };
    const timer = setTimeout(() => void begin().catch(reportError), tail ? quietMs : 0);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [filter, tail]);
  useEffect(() => {
    if (!isShown) return undefined;
    tail?.start();
    return () => tail?.stop();
  }, [tail, isShown]);
  return { tail, refused };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}
