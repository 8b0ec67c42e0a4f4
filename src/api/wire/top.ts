import { Type, type Static } from 'typebox';
import { seconds, text, textOrNull } from './values.ts';

/** The instances that have most of a metric in a window, highest first. */
export const Top = Type.Object({
  start: seconds,
  end: seconds,
  step: Type.Number(),
  metric: text,
  units: textOrNull,
  cf: text,
  count: Type.Integer({
    description: 'Instances that have a value in the window, also those beyond the limit',
  }),
  sum: Type.Number({
    description: 'Of all these together, row by row: its mean, least, greatest or newest',
  }),
  capacity: Type.Union([Type.Number(), Type.Null()], {
    description: 'What their hosts have of it: processors or bytes; null where that is not known',
  }),
  rows: Type.Array(
    Type.Object({
      id: text,
      name: text,
      host: textOrNull,
      state: text,
      value: Type.Number(),
      known: Type.Number({ description: 'Part of the window, 0 to 1, in which it was read' }),
      share: Type.Union([Type.Number(), Type.Null()], {
        description: 'Part of all that was used in the window; null where that is nothing',
      }),
      total: Type.Union([Type.Number(), Type.Null()], {
        description:
          'What was used in the time that was read: core-seconds, bytes or requests; null where values are no means or do not add up over time',
      }),
      capacityShare: Type.Union([Type.Number(), Type.Null()], {
        description: 'The value as a part of what its host has of it; null where that is not known',
      }),
      uri: text,
    }),
  ),
});
export type Top = Static<typeof Top>;
