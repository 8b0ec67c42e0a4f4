import type { FlagField, NumberField, TextField } from './fields.ts';
import type { Operator, Pattern } from './tokens.ts';

/** A selector as a tree. */
export type Node =
  | { readonly type: 'and' | 'or'; readonly nodes: readonly Node[] }
  | { readonly type: 'not'; readonly node: Node }
  /** A plain word: part of a name, or the start of an id. */
  | { readonly type: 'word'; readonly pattern: Pattern }
  | { readonly type: 'is'; readonly word: string }
  | {
      readonly type: 'text';
      readonly field: TextField;
      readonly operator: ':' | '=' | '!=';
      readonly pattern: Pattern;
    }
  | { readonly type: 'flag'; readonly field: FlagField; readonly isSet: boolean }
  | {
      readonly type: 'number';
      readonly field: NumberField;
      readonly operator: Operator;
      /** In the base unit of the field. */
      readonly value: number;
    };
