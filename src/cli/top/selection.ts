import { parseSelector, SelectorError, type Selector } from '../../model/select/mod.ts';
import { accepting } from '../../model/select/rows.ts';
import type { Reading } from './columns.ts';

/** A selector as it is typed: what it means, or what is wrong with it. */
export type Typed =
  | { readonly selector: Selector; readonly problem: null }
  | { readonly selector: null; readonly problem: string };

export function readSelector(text: string): Typed {
  try {
    return { selector: parseSelector(text, 'VM'), problem: null };
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return { selector: null, problem: error.message };
  }
}

/** The rows that a selector asks for; none of one that cannot be read. */
export function selectedRows({ table, hostNames }: Reading, text: string): number[] {
  const rows = [...table.ids.keys()];
  if (text === '') return rows;
  const { selector } = readSelector(text);
  return selector ? rows.filter(accepting(table, selector, hostNames)) : [];
}
