import type { Sketch } from '../../lib/sketch/sketch.ts';
import type { Latency } from '../../model/streams/latency.ts';

/** The latencies of a sketch in short; null where there is none. */
export function latencyOf(sketch: Sketch): Latency | null {
  const { max } = sketch;
  if (max === null) return null;
  const within = (part: number): number => sketch.quantile(part) ?? max;
  return { p50: within(0.5), p90: within(0.9), p99: within(0.99), max };
}
