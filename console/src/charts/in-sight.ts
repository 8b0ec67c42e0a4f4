import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';

const seen = new Map<Element, Signal<boolean>>();

const sights = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const signalOf = seen.get(target);
      if (signalOf) signalOf.value = isIntersecting;
    }
  },
  { rootMargin: '100px' },
);

/** Whether an element is in sight or near. */
export function useInSight(place: RefObject<HTMLElement | null>): ReadonlySignal<boolean> {
  const inSight = useMemo(() => signal(false), []);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    seen.set(element, inSight);
    sights.observe(element);
    return () => {
      sights.unobserve(element);
      seen.delete(element);
    };
  }, []);
  return inSight;
}
