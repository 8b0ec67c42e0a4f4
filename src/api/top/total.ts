import { Unit } from '../../model/unit.ts';
import { lookup } from '../../model/vocabulary.ts';
import { Consolidation } from '../../store/mod.ts';

/** Units whose values add up over time. */
const rates: ReadonlySet<Unit> = new Set([
  Unit.cores,
  Unit.bytesPerSecond,
  Unit.requestsPerSecond,
  Unit.packetsPerSecond,
  Unit.perSecond,
]);

/**
 * Makes the mean of a metric and the seconds in which it was read to what was used meanwhile: core-seconds, bytes, requests; null
 * where values are no means, or do not add up over time.
 */
export function totalOf(
  metric: string,
  cf: Consolidation,
): (value: number, seconds: number) => number | null {
  const unit = lookup(metric)?.metric.unit;
  const adds = cf === Consolidation.average && unit !== undefined && rates.has(unit);
  return (value, seconds) => (adds ? value * seconds : null);
}
