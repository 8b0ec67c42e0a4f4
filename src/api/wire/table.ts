import { Type, type Static } from 'typebox';
import { conditionOrNull } from './entity.ts';
import { columns, numberOrNull, reasonCodes, text, textOrNull } from './values.ts';

/** All instances of a class at one instant, an array for each column. */
export const Table = Type.Object({
  time: numberOrNull,
  step: Type.Number(),
  ids: Type.Array(text),
  names: Type.Array(text),
  states: Type.Array(text),
  hosts: Type.Array(textOrNull),
  sources: Type.Array(text),
  conditions: Type.Array(conditionOrNull),
  columns,
  reasons: Type.Record(Type.String(), reasonCodes),
});
export type Table = Static<typeof Table>;

/** The event `values` of a live table: newer numbers of the same rows. */
export type TableValues = Pick<Table, 'time' | 'columns' | 'reasons'>;
