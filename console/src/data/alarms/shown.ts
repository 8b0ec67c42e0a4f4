import { useState } from 'preact/hooks';
import { useAsked, type Asked } from './asked.ts';

/** Nothing else was asked for in that time: a selector changes with each letter. */
const quietMs = 150;

/** What is shown while other things are asked for. */
export interface Shown<T> extends Asked {
  /** Null before the first answer; the last one stays until the next is there. */
  readonly value: T | null;
  /** It is of what was asked for before. */
  readonly isOld: boolean;
}

/** As {@link useAsked}; what was read stays while something else is asked for. */
export function useShown<T>(key: string, read: (left?: AbortSignal) => Promise<T>): Shown<T> {
  const [shown, setShown] = useState<{ readonly key: string; readonly value: T } | null>(null);
  const ask = async (left?: AbortSignal): Promise<void> => {
    const value = await read(left);
    if (!left?.aborted) setShown({ key, value });
  };
  const asked = useAsked(key, ask, shown ? quietMs : 0);
  return { ...asked, value: shown && shown.value, isOld: shown !== null && shown.key !== key };
}
