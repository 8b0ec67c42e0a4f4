import { DefinitionError } from '../error.ts';

/** What a sample means: a level, a counter that wraps, a counter that may fall, or a count since the last sample. */
export const SOURCE_KINDS = ['GAUGE', 'COUNTER', 'DERIVE', 'ABSOLUTE'] as const;
/** What a sample is: a value, or a count that rises, may fall, or begins anew with every sample. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Where the samples of one series come from and when they are believed. */
export interface Source {
  readonly name: string;
  readonly kind: SourceKind;
  /** The time between two updates is unknown when it is longer than this, in milliseconds. */
  readonly heartbeatMs: number;
  /** Rates (GAUGE: values) below are unknown; null is no bound. */
  readonly min: number | null;
  /** Rates (GAUGE: values) above are unknown; null is no bound. */
  readonly max: number | null;
}

/** @throws {DefinitionError} when the source could never have a known value. */
export function checkSource(source: Source): void {
  const { name, kind, heartbeatMs, min, max } = source;
  const fail = (state: string): never => {
    throw new DefinitionError('SOURCE_INVALID', `data source "${name}"`, state);
  };
  if (!SOURCE_KINDS.includes(kind)) fail('the kind is none of GAUGE, COUNTER, DERIVE, ABSOLUTE');
  if (!(heartbeatMs > 0)) fail('the heartbeat is not a positive number of milliseconds');
  if (Number.isNaN(min) || Number.isNaN(max)) fail('a bound is NaN instead of null');
  if (min !== null && max !== null && min >= max) fail('min is not below max');
}
