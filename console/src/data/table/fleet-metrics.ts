import { factNames, isFactName, type FactName } from '../../../../src/model/facts.ts';
import { lookup } from '../../../../src/model/vocabulary.ts';

/** What a table of machines is asked for. */
export interface FleetWants {
  readonly metrics: readonly string[];
  readonly facts: readonly FactName[];
}

/**
 * Columns after the name that are shown unless the address names others, in order, and the width of the window in CSS
 * pixels from which each is. Apart from how they are drawn, since the frame of every page asks for them.
 */
const defaults: readonly (readonly [key: string, from: number])[] = [
  ['state', 641],
  ['host', 641],
  ['cpu.cores', 0],
  ['cpu.usage', 1180],
  ['cpu.steal', 840],
  ['trend', 480],
  ['memory.used', 0],
  ['memory.host', 700],
  ['disk.read.bytes', 900],
  ['disk.write.bytes', 900],
  ['net.rx.bytes', 1040],
  ['net.tx.bytes', 1040],
  ['age', 1240],
];

/** Columns of a window of this width; the host, where there are many and room for it, takes room from the others. */
export function defaultColumns(width: number, isFleet: boolean): string[] {
  const room = isFleet ? Math.max(width - 120, Math.min(width, 640)) : width;
  return defaults.filter(([key, from]) => room >= from && (isFleet || key !== 'host')).map(([key]) => key);
}

/** Busiest first. */
export const defaultSort = '-cpu.cores';

/** Fact that is the size of what a metric uses. */
export const sizes: Readonly<Record<string, FactName>> = { 'cpu.cores': 'vcpus', 'memory.used': 'memory' };

/** Fact that a cell shows as a lower bound where its own is unknown. */
export const bounds: Readonly<Partial<Record<FactName, FactName>>> = { started: 'seenRunning' };

/** What the cells of a column draw besides: a share under processor time, the line of the last ten minutes. */
const alsoDrawn: Readonly<Record<string, string>> = { 'cpu.cores': 'cpu.usage', trend: 'cpu.usage' };

/** Metrics and facts of these columns, and more; what does not exist is left out. */
export function wantsOf(keys: readonly string[], more: FleetWants): FleetWants {
  const facts = new Set(more.facts);
  const metrics = new Set(more.metrics);
  for (const key of keys) {
    const [size, other] = [sizes[key], alsoDrawn[key]];
    const bound = isFactName(key) ? bounds[key] : undefined;
    if (isFactName(key)) facts.add(key);
    else if (lookup(key)?.instance === null) metrics.add(key);
    if (size) facts.add(size);
    if (bound) facts.add(bound);
    if (other) metrics.add(other);
  }
  // A table has at least one column of numbers.
  if (metrics.size === 0) metrics.add('cpu.usage');
  return { metrics: [...metrics].sort(), facts: factNames.filter((name) => facts.has(name)) };
}
