import type { PollResult } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';

/** Values that are counted before the event loop may turn: less than a millisecond. */
const VALUES_AT_ONCE = 16_384;

export interface Figures {
  /** Intervals without a poll since the start. */
  readonly missed: number;
  readonly stuckCalls: number;
}

/**
 * Writes the figures of a source on itself into the result of its poll: `poll.*` and `calls.*`, each where the source has reserved the
 * series. Yields where the event loop may turn.
 */
export function* report(result: PollResult, { missed, stuckCalls }: Figures): Generator<void, void> {
  const { series, values, reasons } = result;
  const self = selfOf(result);
  if (!self) return;
  const put = (metric: string, value: number): void => {
    const slot = series.find(self, metric);
    if (slot === undefined) return;
    values[slot] = value;
    reasons[slot] = Reason.known;
  };
  put('poll.duration', result.durationMs / 1000);
  put('poll.missed', missed);
  put('calls.stuck', stuckCalls);
  // Itself included.
  put('poll.values', 0);
  put('poll.values', yield* countKnown(values));
}

/** The entity of the source; null where its table has none. */
function selfOf({ series }: PollResult): Entity | null {
  for (const entity of series.entities()) if (entity.class === 'source') return entity;
  return null;
}

function* countKnown(values: Float64Array): Generator<void, number> {
  let known = 0;
  for (let slot = 0; slot < values.length; slot++) {
    if (!Number.isNaN(values[slot])) known++;
    if (slot % VALUES_AT_ONCE === 0) yield;
  }
  return known;
}
