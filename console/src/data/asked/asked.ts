import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { getJson } from '../api.ts';
import { hidden, paused } from '../live.ts';

/** A resource, asked again every so many ms while the page is seen; null before the first answer. */
export function useAsked<T>(uri: string, everyMs: number): ReadonlySignal<T | null> {
  const resource = useMemo(() => signal<T | null>(null), [uri]);
  useEffect(() => {
    const left = new AbortController();
    const ask = (): void => {
      if (hidden.peek() || paused.peek()) return;
      getJson<T>(uri, left.signal).then(
        (answer) => (resource.value = answer),
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
  }, [resource]);
  return resource;
}
