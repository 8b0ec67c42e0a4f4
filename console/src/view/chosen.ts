import { computed, signal } from '@preact/signals';
import { query, setQuery } from './router.ts';

/** Machines one can compare at a time: more lines or charts cannot be distinguished. */
export const mostCompared = 20;

/** Ids of machines chosen in the table, until they are compared or the tab is closed. */
export const chosen = signal<ReadonlySet<string>>(new Set());

/** The table has boxes to choose with. */
export const choosing = signal(false);

/** Whether boxes are shown: asked for, or something is chosen. */
export const isChoosing = computed(() => choosing.value || chosen.value.size > 0);

export function toggleChosen(id: string): void {
  const next = new Set(chosen.peek());
  if (!next.delete(id) && next.size < mostCompared) next.add(id);
  chosen.value = next;
}

/** The page that compares machines, in the order given. */
export function compareUri(ids: Iterable<string>): string {
  return `/metrics/VM/compare?ids=${[...ids].join(',')}`;
}

/** Metrics that are compared where the address names none. */
export const defaultMeasures = ['cpu.cores', 'memory.host', 'disk.write.bytes', 'net.rx.bytes'];

const idList = computed(() => query('ids') ?? '');
const metricList = computed(() => query('metrics') ?? defaultMeasures.join(','));

/** Machines and metrics of the address. */
export const comparedIds = computed(() =>
  [...new Set(idList.value.split(',').filter(Boolean))].slice(0, mostCompared),
);
export const comparedMetrics = computed(() => metricList.value.split(',').filter(Boolean));

export function compareIds(ids: readonly string[]): void {
  setQuery({ ids: ids.join(',') }, true);
  chosen.value = new Set(ids);
}

export function compareMetrics(metrics: readonly string[]): void {
  const list = metrics.join(',');
  setQuery({ metrics: list === defaultMeasures.join(',') ? null : list }, true);
}
