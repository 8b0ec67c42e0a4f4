import { readFileSync, statSync } from 'node:fs';
import { describeSystemError } from '../../lib/system-error.ts';
import { InputError } from '../../model/error.ts';
import { placeText, type RuleProblem } from '../rule/given.ts';
import { readRules, type RuleLayer } from '../rule/read-rules.ts';
import { defaultRules } from './default-rules.ts';
import { makeRuleBook, type RuleBook } from './rule-book.ts';

/** More is no set of rules: reading YAML takes a second for some MB. */
const maxBytes = 4 * 1024 * 1024;

/**
 * The shipped rules and those of files, a later file over an earlier one.
 *
 * @throws {InputError} CONFIG_INVALID, with the field and place of the first problem.
 */
export function loadRules(files: readonly string[]): RuleBook {
  const { book, problems } = makeRuleBook(ruleLayers(files));
  if (book) return book;
  const [first, ...more] = problems as readonly [RuleProblem, ...RuleProblem[]];
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  const problem = `Cannot read rules: ${placeText(first)}: ${first.field}: ${first.message}${rest}`;
  throw new InputError('CONFIG_INVALID', problem, { extensions: { problems } });
}

/** The shipped rules and those of files, not yet joined. @throws {InputError} CONFIG_INVALID for a file that cannot be read. */
export function ruleLayers(files: readonly string[]): RuleLayer[] {
  return [defaultRules(), ...files.map(readFile)];
}

function readFile(file: string): RuleLayer {
  const refused = (state: string): InputError =>
    new InputError('CONFIG_INVALID', `Cannot read rules: ${file}: ${state}`);
  let text: string;
  try {
    if (statSync(file).size > maxBytes) throw refused(`it is larger than ${maxBytes / 1024 / 1024} MB`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw refused(describeSystemError(error));
  }
  return readRules(text, file);
}
