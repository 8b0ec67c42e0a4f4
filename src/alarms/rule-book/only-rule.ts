import type { RuleLayer } from '../rule/read-rules.ts';
import { isMeant } from '../rule/rule-glob.ts';
import { makeRuleBook, type RuleBook } from './rule-book.ts';

/** What the layers of a book say of one rule. */
export function layersOfRule({ layers }: Pick<RuleBook, 'layers'>, id: string): RuleLayer[] {
  return layers.map(({ rules, overrides }) => ({
    rules: rules.filter((one) => one.id === id),
    overrides: overrides.filter(({ rule }) => isMeant(id, rule)),
    problems: [],
  }));
}

/** A book of one rule of another book alone, with its overrides; null where that has no such rule. */
export function onlyRule(book: RuleBook, id: string): RuleBook | null {
  return book.rule(id) && makeRuleBook(layersOfRule(book, id)).book;
}
