import { InputError } from '../../model/error.ts';
import { placeText, type RuleProblem } from '../rule/given.ts';
import { readRule } from '../rule/read-rules.ts';
import { isMeant } from '../rule/rule-glob.ts';
import { makeRuleBook, type RuleBook } from '../rule-book/rule-book.ts';

/** How the text of a request is called in places. */
const REQUEST = 'request';

/**
 * A book of one rule alone: its fields of a text in YAML or JSON, over what is known of a rule of that id.
 *
 * @throws {InputError} RULES_INVALID, with the field and the place of every problem.
 */
export function ruleOfRequest(book: RuleBook, id: string, text: string): RuleBook {
  const layers = book.layers.map(({ rules, overrides }) => ({
    rules: rules.filter((one) => one.id === id),
    overrides: overrides.filter(({ rule }) => isMeant(id, rule)),
    problems: [],
  }));
  const made = makeRuleBook([...layers, readRule(id, text, REQUEST)]);
  if (made.book) return made.book;
  throw rulesInvalid('read rule', made.problems);
}

/** The error of rules that are wrong: a sentence about the first problem, and all of them. */
export function rulesInvalid(verb: string, problems: readonly RuleProblem[]): InputError {
  const [first] = problems;
  const state = first ? `${placeText(first)}: ${first.field}: ${first.message}` : 'it is wrong';
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new InputError('RULES_INVALID', `Cannot ${verb}: ${state}${rest}`, {
    extensions: { problems: problems.slice(0, 100) },
  });
}
