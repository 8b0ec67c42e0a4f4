import { readRule } from '../rule/read-rules.ts';
import { layersOfRule } from '../rule-book/only-rule.ts';
import { makeRuleBook, type RuleBook } from '../rule-book/rule-book.ts';
import { rulesInvalid } from '../rule-book/rules-invalid.ts';

/** How the text of a request is called in places. */
const REQUEST = 'request';

/**
 * A book of one rule alone: its fields of a text in YAML or JSON, over what is known of a rule of that id.
 *
 * @throws {InputError} RULES_INVALID, with the field and the place of every problem.
 */
export function ruleOfRequest(known: Pick<RuleBook, 'layers'>, id: string, text: string): RuleBook {
  const made = makeRuleBook([...layersOfRule(known, id), readRule(id, text, REQUEST)]);
  if (made.book) return made.book;
  throw rulesInvalid('read rule', made.problems);
}
