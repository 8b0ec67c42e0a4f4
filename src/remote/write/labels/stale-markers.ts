import { joinLabels, type EncodedLabels, type MetricLabels } from './encoded-labels.ts';
import type { EntitySeries, StateSeries } from './entity-series.ts';

/** The series of an entity in the batches that follow; of `metrics`, null goes on with all that there were. */
export interface Successor extends Pick<EntitySeries, 'labels'> {
  readonly states: readonly StateSeries[];
  readonly metrics: Pick<EntitySeries, 'metrics' | 'isLive'> | null;
}

/**
 * The series of an entity that the receiver has a value of and that do not continue under the same labels: each is ended
 * by a stale marker. A VM that migrates continues all its series but `…_info`, which has the host as a label.
 *
 * @param successor null where the entity is gone.
 */
export function endedSeries(own: EntitySeries, successor: Successor | null): EncodedLabels[] {
  const ended = own.states
    .filter((state) => !successor || !hasState(successor, state))
    .map(({ labels }) => labels);
  const isSameEntity = successor !== null && isEqual(own.labels.bytes, successor.labels.bytes);
  if (isSameEntity && !successor.metrics) return ended;
  for (const [i, metric] of own.metrics.entries()) {
    if (own.isLive[i] === 0) continue;
    const at = isSameEntity && successor.metrics ? successor.metrics.metrics.indexOf(metric) : -1;
    if (successor?.metrics && at >= 0) successor.metrics.isLive[at] = 1;
    else ended.push(joinLabels(own.series[i] as MetricLabels, own.labels));
  }
  return ended;
}

/** Whether a series of a state continues. */
export function hasState({ states }: Pick<Successor, 'states'>, { labels }: StateSeries): boolean {
  return states.some((state) => isSameSeries(state.labels, labels));
}

function isSameSeries(a: EncodedLabels, b: EncodedLabels): boolean {
  return (['name', 'head', 'label', 'tail'] as const).every((part) => isEqual(a[part], b[part]));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
