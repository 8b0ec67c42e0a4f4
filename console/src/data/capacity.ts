import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Capacity } from '../../../src/api/wire/capacity.ts';
import { getJson } from './api.ts';
import { hidden, paused } from './live.ts';

/** Sizes seldom change. */
const everyMs = 30_000;

/** The address of the capacity of a host. */
export function capacityUri(host: string): string {
  return `/hosts/${encodeURIComponent(host)}/capacity`;
}

/** The capacity of a host, asked again while the page is seen; null before the first answer. */
export function useCapacity(host: string): ReadonlySignal<Capacity | null> {
  const capacity = useMemo(() => signal<Capacity | null>(null), [host]);
  useEffect(() => {
    const left = new AbortController();
    const ask = (): void => {
      if (hidden.peek() || paused.peek()) return;
      getJson<Capacity>(capacityUri(host), left.signal).then(
        (answer) => (capacity.value = answer),
        () => {
          // The frame shows that the server is away; what was shown stays.
        },
      );
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      clearInterval(timer);
      left.abort();
    };
  }, [capacity]);
  return capacity;
}
