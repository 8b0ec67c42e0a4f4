import type { Columns } from './columns.ts';

/** Reads rows of an entity; `step` null for the finest that there are. Epoch seconds. */
type Ask = (start: number, end: number, step: number | null) => Promise<Columns>;

/** How far back is looked, in rows of which length, seconds: few rows in each step. */
const reaches: readonly (readonly [back: number, step: number | null])[] = [
  [3600, null],
  [31 * 86_400, 3600],
  [366 * 86_400, 86_400],
];

/** End of the newest row before an instant in which something is known; null where nothing is kept. */
export async function lastSample(ask: Ask, before: number): Promise<number | null> {
  for (const [back, step] of reaches) {
    // Up to the end of the row in which it is: that row may be complete by now.
    const end = lastKnown(await ask(before - back, before + (step ?? 0), step));
    if (end === null) continue;
    return step === null ? end : (lastKnown(await ask(end - step, end, null)) ?? end);
  }
  return null;
}

function lastKnown({ times, byMetric }: Columns): number | null {
  const columns = [...byMetric.values()];
  const row = times.findLastIndex((_, at) => columns.some(({ values }) => (values[at] ?? null) !== null));
  return times[row] ?? null;
}
