import { Type, type Static } from 'typebox';
import { seconds, textOrNull } from './values.ts';

const latency = { p50: Type.Number(), p90: Type.Number(), p99: Type.Number(), max: Type.Number() };
const counted = {
  count: Type.Integer({ description: 'Calls that were answered or waited out' }),
  ...latency,
  buckets: Type.Array(Type.Tuple([Type.Number(), Type.Integer()]), {
    description:
      'The bound in seconds that latencies are below, and how many are in this bucket; one without any is left out',
  }),
};

/** How long the calls of a service took, in seconds: over time, and in all. */
export const LatencyHistogram = Type.Object({
  start: seconds,
  end: seconds,
  since: Type.Union([seconds, Type.Null()], {
    description: 'Before that no latencies are kept; null where none are yet',
  }),
  series: Type.Array(
    Type.Object({
      method: Type.Union([textOrNull], { description: 'Null: all methods' }),
      ...counted,
      intervals: Type.Array(Type.Object({ start: seconds, end: seconds, ...counted }), {
        description: 'The oldest first; one without a call is left out',
      }),
    }),
  ),
});
export type LatencyHistogram = Static<typeof LatencyHistogram>;
