import { Type } from 'typebox';

// Values that many bodies have. Times are epoch seconds, durations seconds; unknown is null.
export const text = Type.String();
export const textOrNull = Type.Union([Type.String(), Type.Null()]);
export const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
export const seconds = Type.Number({ description: 'Epoch seconds' });
export const secondsOrNull = Type.Union([seconds, Type.Null()]);
export const numbers = Type.Array(numberOrNull);
/** Columns of numbers by the name of their metric. */
export const columns = Type.Record(Type.String(), numbers);
export const reasonCodes = Type.Record(Type.String(), Type.String(), {
  description: 'Index of an unknown value → code of its reason',
});
/** The worst light of the alarms about an entity. */
export const alarmsLight = Type.Union([Type.Enum(['red', 'amber', 'green', 'unknown']), Type.Null()], {
  description: 'Its worst alarm; null where none is evaluated',
});
