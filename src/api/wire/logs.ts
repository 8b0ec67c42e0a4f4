import { Type, type Static } from 'typebox';
import { text, textOrNull } from './values.ts';

export const LogLine = Type.Object({
  id: Type.String({ description: 'The cursor behind it' }),
  time: Type.Number({ description: 'Epoch seconds: what the line says, else when it was read' }),
  severity: Type.Union([Type.Integer({ minimum: 0, maximum: 7 }), Type.Null()], {
    description: '0 (emergency) to 7 (debug); null where the line does not say',
  }),
  unit: Type.Union([text, Type.Null()], { description: 'What wrote it: a unit or a program' }),
  host: textOrNull,
  vm: Type.Union([text, Type.Null()], { description: 'UUID or name of the VM that it is about' }),
  source: Type.String({ description: 'Path of a file, or a name' }),
  text: Type.String({ description: 'From outside: control characters and markup are part of it' }),
  cut: Type.Boolean({ description: 'It was longer than what is kept' }),
  escaped: Type.Boolean({
    description: 'It is not UTF-8: in text a byte that is none is \\xff, and a backslash is \\\\',
  }),
  missed: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Lines of the source before it that could not be read; null: not known whether there are any',
  }),
});
export type LogLine = Static<typeof LogLine>;

/** In the order in which they were read. */
export const Logs = Type.Object({
  logs: Type.Array(Type.Unsafe<LogLine>({ $ref: 'LogLine#' })),
  gap: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Lines after the cursor that are no longer kept; null where their number is not known',
  }),
  undecided: Type.Integer({
    description: 'Lines that lack what the filter asks for, so that it is neither true nor false of them',
  }),
  next: Type.String({ description: 'Address of newer ones' }),
});
export type Logs = Static<typeof Logs>;
