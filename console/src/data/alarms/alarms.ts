import { signal, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { getJson } from '../api.ts';
import { useAsked, type Asked } from './asked.ts';

/** What an address of alarms answers, and why it does not. */
export interface Answer<T> extends Asked {
  /** Null before the first answer; the last one stays while the server is away. */
  readonly value: ReadonlySignal<T | null>;
}

/** Keeps what an address of alarms answers. */
export function useAlarmAnswer<T>(path: string): Answer<T> {
  const value = useMemo(() => signal<T | null>(null), [path]);
  const asked = useAsked(path, async (left) => {
    value.value = await getJson<T>(path, left);
  });
  return { ...asked, value };
}
