import { Type, type Static } from 'typebox';
import { columns, numbers, reasonCodes, seconds, text, textOrNull } from './values.ts';

/** Rows of one length: the end of the first is `start + step`. */
const rows = {
  start: seconds,
  end: seconds,
  step: Type.Number(),
  stepAsked: Type.Optional(
    Type.Number({ description: 'The step asked for, where only coarser rows reach back to the start' }),
  ),
  notes: Type.Optional(Type.Array(text, { description: 'Sentences that say what may be missing and why' })),
};
const bandsAre = 'The rows as the second and further functions of cf have them, by function';

/** A stretch in which something is unknown, and why. */
const gap = { start: seconds, end: seconds, reason: text, code: text };

/** One metric of one instance. */
export const History = Type.Object({
  ...rows,
  cf: text,
  units: textOrNull,
  data: numbers,
  bands: Type.Optional(Type.Record(Type.String(), numbers, { description: bandsAre })),
  reasons: Type.Optional(reasonCodes),
  next: text,
});

/** Several metrics of one instance. */
export const Histories = Type.Object({
  ...rows,
  cf: text,
  columns,
  bands: Type.Optional(Type.Record(Type.String(), columns, { description: bandsAre })),
  units: Type.Record(Type.String(), textOrNull),
  gaps: Type.Array(Type.Object({ ...gap, metrics: Type.Array(text) })),
  next: text,
});
export type Histories = Static<typeof Histories>;

/** The same metrics of many instances. */
export const Series = Type.Object({
  ...rows,
  series: Type.Array(
    Type.Object({
      id: text,
      metric: text,
      cf: Type.Optional(text),
      data: numbers,
      gaps: Type.Optional(
        Type.Array(Type.Object(gap), {
          description: 'Where gaps are asked for, of the first function of cf',
        }),
      ),
    }),
  ),
});
export type Series = Static<typeof Series>;
