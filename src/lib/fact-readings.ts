import type { Fact, FactName, Facts, FactValue } from '../model/facts.ts';

/** One fact as it was read just now. */
export type FactReading<V = FactValue> = Pick<Fact<V>, 'value' | 'origin' | 'reason'>;

/** What was read: facts that are not named stay as they are, those that are null are left out from now on. */
export type FactReadings = { readonly [N in FactName]?: FactReading<FactValue<N>> | null };

/**
 * Facts after a reading at `time` (epoch ms). A fact that is read again as it was keeps its time; where all are as they
 * were the result is `facts` itself, so that nothing is sent again.
 */
export function withReadings(facts: Facts, readings: FactReadings, time: number): Facts {
  const next: Partial<Record<FactName, Fact>> = { ...facts };
  let isSame = true;
  for (const [name, reading] of Object.entries(readings) as [FactName, FactReading | null][]) {
    const before: Fact | undefined = facts[name];
    if (reading === null) delete next[name];
    else if (!before || !isEqual(before, reading)) next[name] = { ...reading, time };
    isSame &&= next[name] === before;
  }
  return isSame ? facts : (next as Facts);
}

function isEqual(a: FactReading, b: FactReading): boolean {
  return a.origin === b.origin && a.reason === b.reason && isEqualValue(a.value, b.value);
}

function isEqualValue(a: FactValue | null, b: FactValue | null): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
