import { Type, type Static } from 'typebox';
import { conditionOrNull, factValue } from './entity.ts';
import { alarmsLight, columns, numberOrNull, reasonCodes, text, textOrNull } from './values.ts';

/** All instances of a class at one instant, an array for each column. */
export const Table = Type.Object({
  time: numberOrNull,
  step: Type.Number(),
  ids: Type.Array(text),
  names: Type.Array(text),
  states: Type.Array(text),
  stateReasons: Type.Array(textOrNull, {
    description: 'Why each is in its state: `booted`, `ioerror`; null where unknown',
  }),
  hosts: Type.Array(textOrNull),
  sources: Type.Array(text),
  conditions: Type.Array(conditionOrNull),
  alarms: Type.Optional(Type.Array(alarmsLight, { description: 'The worst light of the alarms about each' })),
  facts: Type.Record(Type.String(), Type.Array(factValue), {
    description: 'Columns of facts by name, where some are asked for; times are epoch seconds',
  }),
  columns,
  reasons: Type.Record(Type.String(), reasonCodes),
});
export type Table = Static<typeof Table>;

/** The event `values` of a live table: newer numbers of the same rows. */
export type TableValues = Pick<Table, 'time' | 'columns' | 'reasons'>;

/** Cells of a list that changed: their rows, and their values in the same order. */
export type Cells<Value> = readonly [rows: readonly number[], values: readonly Value[]];

type Lists = Required<Omit<Table, 'time' | 'step' | 'ids' | 'facts' | 'columns' | 'reasons'>>;

/** The event `changes` of a live table with `deltas`: what changed in the table of the same rows. */
export type TableChanges = Pick<Table, 'time' | 'columns' | 'reasons'> & {
  readonly lists: { readonly [Name in keyof Lists]?: Cells<Lists[Name][number]> };
  readonly facts: Readonly<Record<string, Cells<Table['facts'][string][number]>>>;
  readonly cells: Readonly<Record<string, Cells<number | null>>>;
};
