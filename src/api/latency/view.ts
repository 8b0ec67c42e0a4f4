import type { Sketch } from '../../lib/sketch/sketch.ts';
import { latencyOf, mergedSketch, type LatencyHistory, type ServiceLatencies } from '../../streams/mod.ts';
import type * as wire from '../wire/latency.ts';

type Series = wire.LatencyHistogram['series'][number];

interface Asked {
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly byMethod: boolean;
}

/** The latencies of a service that are kept, of all methods or of each. */
export function latencyHistogram(
  history: LatencyHistory,
  service: string,
  { start, end, byMethod }: Asked,
): wire.LatencyHistogram {
  const intervals = history.of(service, { start, end });
  const methods = [...new Set(intervals.flatMap((interval) => [...interval.methods.keys()]))].sort();
  const series = byMethod
    ? methods.map((method) =>
        seriesOf(method, intervals, ({ methods: all }) => all.get(method) ?? mergedSketch([])),
      )
    : [seriesOf(null, intervals, ({ methods: all }) => mergedSketch(all.values()))];
  const { since } = history;
  return {
    start: start / 1000,
    end: end / 1000,
    since: since === null ? null : since / 1000,
    series: series.filter((one) => one !== null),
  };
}

/** Null where there was no call. */
function seriesOf(
  method: string | null,
  intervals: readonly ServiceLatencies[],
  sketchOf: (interval: ServiceLatencies) => Sketch,
): Series | null {
  const sketches = intervals.map((interval) => [interval, sketchOf(interval)] as const);
  const all = counted(mergedSketch(sketches.map(([, sketch]) => sketch)));
  if (!all) return null;
  return {
    method,
    ...all,
    intervals: sketches.flatMap(([{ start, end }, sketch]) => {
      const own = counted(sketch);
      return own ? [{ start: start / 1000, end: end / 1000, ...own }] : [];
    }),
  };
}

function counted(sketch: Sketch): Omit<Series, 'method' | 'intervals'> | null {
  const latency = latencyOf(sketch);
  return latency && { count: sketch.count, ...latency, buckets: sketch.buckets() };
}
