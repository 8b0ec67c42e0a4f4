import type { Source, SourceKind } from './source.ts';

/** Kinds of sources as numbers, for loops over many. */
export const GAUGE = 0;
export const ABSOLUTE = 1;
export const COUNTER = 2;
const KIND: Readonly<Record<SourceKind, number>> = { GAUGE, ABSOLUTE, COUNTER, DERIVE: 3 };

/** The rule of a column without a series: no value is within its bounds. */
export const RETIRED = 0;

/** What sources say about samples, one entry for all that say the same. */
export class Rules {
  kind = Uint8Array.of(GAUGE);
  heartbeatMs = Float64Array.of(Infinity);
  // Finite bounds make one comparison of what is out of range, NaN and infinite.
  min = Float64Array.of(Infinity);
  max = Float64Array.of(-Infinity);
  /** No series was ever anything else than a gauge. */
  gauges = true;
  shortestHeartbeatMs = Infinity;
  readonly #index = new Map<string, number>();

  /** The rule of a source, new where none before was the same. */
  of({ kind, heartbeatMs, min, max }: Source): number {
    const key = `${kind} ${heartbeatMs} ${min} ${max}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.kind.length;
    this.#index.set(key, index);
    this.kind = Uint8Array.of(...this.kind, KIND[kind]);
    this.heartbeatMs = Float64Array.of(...this.heartbeatMs, heartbeatMs);
    this.min = Float64Array.of(...this.min, Math.max(min ?? -Infinity, -Number.MAX_VALUE));
    this.max = Float64Array.of(...this.max, Math.min(max ?? Infinity, Number.MAX_VALUE));
    this.gauges &&= kind === 'GAUGE';
    this.shortestHeartbeatMs = Math.min(this.shortestHeartbeatMs, heartbeatMs);
    return index;
  }
}
