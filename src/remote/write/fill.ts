import type { EntitySeries, SourceSeries } from './labels/entity-series.ts';
import type { SeriesLabels } from './labels/series-labels.ts';
import type { ReplayBlock, ReplayColumn } from './replay-source.ts';
import {
  joinLabels,
  type EntityLabels,
  type MetricLabels,
  type EncodedLabels,
} from './labels/encoded-labels.ts';
import type { WriteRequest } from './write-request.ts';

/** A batch that waits to be sent. */
export interface QueuedBatch {
  readonly source: string;
  /** Of its samples, and of those before. */
  readonly timeMs: number;
  readonly beforeMs: number;
  readonly series: SourceSeries;
  readonly values: Float64Array;
}

/** Largest request, below the limits of receivers. */
export interface Limit {
  readonly samples: number;
  readonly bytes: number;
}

/**
 * Fills the request with a batch and stops whenever it is full or all is in it; the caller sends and empties it then.
 *
 * A value that is unknown is left out; where the receiver has one of the series, a stale marker ends it.
 *
 * @param staleMarkers series that end here.
 */
export function* fillLive(
  request: WriteRequest,
  { series, timeMs, values }: QueuedBatch,
  staleMarkers: readonly EncodedLabels[],
  limit: Limit,
): Generator<void, void, undefined> {
  const times = [timeMs];
  for (const labels of staleMarkers) {
    request.add(labels, times, unknown);
    if (isFull(request, limit)) yield;
  }
  const value = new Float64Array(1);
  for (const entity of series.entities.values()) {
    for (const state of entity.states) {
      value[0] = state.value;
      request.add(state.labels, times, value);
    }
    for (let i = 0; i < entity.slots.length; i++) {
      if (next(entity, i, values, value)) {
        request.add(joinLabels(entity.series[i] as MetricLabels, entity.labels), times, value);
        if (isFull(request, limit)) yield;
      }
    }
  }
  if (request.samples > 0) yield;
}

const unknown = [Number.NaN];

/** Puts the value of one series into `value`; false where nothing is to be sent. */
function next(entity: EntitySeries, i: number, values: Float64Array, value: Float64Array): boolean {
  const sample = values[entity.slots[i] as number] ?? Number.NaN;
  const isKnown = Number.isFinite(sample);
  if (!isKnown && entity.isLive[i] === 0) return false;
  value[0] = isKnown ? sample : Number.NaN;
  entity.isLive[i] = isKnown ? 1 : 0;
  return true;
}

/** Fills the request with rows of the past, all of a series together, as `fillLive` does. */
export function* fillReplay(
  request: WriteRequest,
  block: ReplayBlock,
  seriesLabels: SeriesLabels,
  limit: Limit,
): Generator<void, void, undefined> {
  const labels = new Map<string, EntityLabels>();
  for (const column of block.columns) {
    const { entity, metric } = column;
    const key = `${entity.class}/${entity.id}`;
    const own = labels.get(key) ?? seriesLabels.labelsOf(entity);
    labels.set(key, own);
    const { times, values } = samplesOf(column, block);
    if (times.length === 0) continue;
    request.add(joinLabels(seriesLabels.metric(entity.class, metric), own), times, values);
    if (isFull(request, limit)) yield;
  }
}

/** What is known inside the window, and where it ceases to be known. */
function samplesOf(
  { values }: ReplayColumn,
  { startMs, stepMs, window }: ReplayBlock,
): { times: number[]; values: number[] } {
  const found: { times: number[]; values: number[] } = { times: [], values: [] };
  let wasKnown = false;
  for (const [row, sample] of values.entries()) {
    const timeMs = startMs + (row + 1) * stepMs;
    const isKnown = Number.isFinite(sample);
    if (timeMs > window.fromMs && timeMs <= window.toMs && (isKnown || wasKnown)) {
      found.times.push(timeMs);
      found.values.push(isKnown ? sample : Number.NaN);
    }
    wasKnown = isKnown;
  }
  return found;
}

function isFull(request: WriteRequest, { samples, bytes }: Limit): boolean {
  return request.samples >= samples || request.length >= bytes;
}
