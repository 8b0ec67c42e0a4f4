import type { JSX } from 'preact';
import type { Problem } from '../../../../../src/api/wire/problem.ts';
import { ended } from '../../../format/ended.ts';

type RuleProblem = NonNullable<Problem['problems']>[number];

interface Props {
  id: string;
  problems: readonly RuleProblem[];
  /** Shows a place of the text, both from 1. */
  show: (line: number, column: number) => void;
}

/** All that is wrong with a rule, each with its field, and the place where it is in the text. */
export function RuleProblems({ id, problems, show }: Props): JSX.Element {
  return (
    <div class="rule-problems wrong" id={id} role="status">
      {problems.length > 0 && (
        <ul aria-label="what is wrong">
          {problems.map(({ file, line, column, field, message }) => (
            <li key={`${file}:${line}:${column} ${field}`}>
              {file === 'request' ? (
                <button type="button" class="quiet" onClick={() => show(line, column)}>
                  line {line}
                </button>
              ) : (
                <span class="unit">{`${file}:${line}`}</span>
              )}{' '}
              <code>{field.replace(/^rules\./, '')}</code> {ended(message)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
