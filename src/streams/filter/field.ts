/** Types of fields: an int is a whole number, a double any number, a map what JSON can hold. */
export type FieldType = 'string' | 'int' | 'double' | 'bool' | 'map';

/** A field that filters can ask for. */
export interface Field {
  readonly type: FieldType;
  /** What null and absent are for a filter where they mean that a record has none; without it they are unknown. */
  readonly none?: '';
  /** A sentence about it, for people. */
  readonly about: string;
}

/** The fields of a kind of record by name. */
export type Fields = Readonly<Record<string, Field>>;

/** A record: its fields by name. One that is unknown is null or absent. */
export type FilterRecord = Readonly<Record<string, unknown>>;

/** Characters of a text that filters look at, from its start. */
export const MAX_TEXT = 8192;

/** The name of a field as CEL gets it, which has variables of its own called `bytes` and `type`. */
export function variableOf(name: string): string {
  return `field_${name}`;
}

/** Whether something called so may be asked of a record: what every object of JavaScript has may not. */
export function isFieldName(name: string): boolean {
  return name !== 'prototype' && !(name in Object.prototype);
}
