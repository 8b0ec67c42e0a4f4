import { InputError } from '../../model/error.ts';
import { placeText, type RuleProblem } from '../rule/given.ts';

/** The error of rules that are wrong: a sentence about the first problem, and all of them. */
export function rulesInvalid(verb: string, problems: readonly RuleProblem[]): InputError {
  const [first] = problems;
  const state = first ? `${placeText(first)}: ${first.field}: ${first.message}` : 'it is wrong';
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new InputError('RULES_INVALID', `Cannot ${verb}: ${state}${rest}`, {
    extensions: { problems: problems.slice(0, 100) },
  });
}
