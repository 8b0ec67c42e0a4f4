import { useEffect, useMemo, useState } from 'preact/hooks';
import { uriOf } from '../data/api.ts';
import type { Chart } from './specs.ts';

type Charts = readonly Chart[];

/** Levels are no part of the first look. */
const laterMs = 2000;

/** The charts of an entity with the levels of the rules about it, as soon as those are known. */
export function useLevelled(cls: string, id: string, charts: Charts): Charts {
  const [add, setAdd] = useState(() => (bare: Charts) => bare);
  useEffect(() => {
    const left = new AbortController();
    const follow = async (): Promise<void> => {
      const { followLevels } = await import('../parts/alarms/levels/follow-levels.ts');
      if (!left.signal.aborted) followLevels(uriOf(cls, id), (next) => setAdd(() => next), left.signal);
    };
    const timer = setTimeout(() => void follow().catch(() => null), laterMs);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [cls, id]);
  return useMemo(() => add(charts), [add, charts]);
}
