import assert from 'node:assert/strict';
import { readRules } from './rule/read-rules.ts';
import type { Rule } from './rule/rule.ts';
import { makeRuleBook, type RuleBook } from './rule-book/rule-book.ts';

/** The rules of YAML texts without the shipped ones, a later text over an earlier one. */
export function bookOf(...texts: readonly string[]): RuleBook {
  const { book, problems } = makeRuleBook(texts.map((text, i) => readRules(text, `${i + 1}.yaml`)));
  assert.deepEqual(problems, []);
  return book as RuleBook;
}

/** One rule with these fields, written as in YAML's flow style. */
export function ruleOf(fields: string, id = 'test.rule'): Rule {
  return bookOf(`rules: {${id}: {${fields}}}`).rule(id) as Rule;
}
