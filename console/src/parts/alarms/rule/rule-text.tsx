import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Problem } from '../../../../../src/api/wire/problem.ts';
import { indexAt } from './field-line.ts';
import { RuleProblems } from './problems.tsx';

/** A part of the text to select, once. */
export interface Selection {
  readonly start: number;
  readonly end: number;
}

interface Props {
  label: string;
  text: string;
  type: (text: string) => void;
  problems: Problem['problems'];
  /** Another object selects again. */
  selection: Selection | null;
  select: (selection: Selection) => void;
}

const leastRows = 8;

/** The fields of a rule as a text, and what is wrong with it. */
export function RuleText({ label, text, type, problems, selection, select }: Props): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (!selection) return;
    area.current?.focus();
    area.current?.setSelectionRange(selection.start, selection.end);
  }, [selection]);
  const show = (line: number, column: number): void => {
    const [start, next] = [indexAt(text, line, column), indexAt(text, line + 1, 1)];
    select({ start, end: Math.max(start, next - 1) });
  };
  return (
    <>
      <label class="rule-text">
        {label}
        <textarea
          ref={area}
          value={text}
          rows={Math.max(leastRows, text.split('\n').length + 1)}
          maxLength={65_536}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          aria-invalid={problems !== undefined}
          aria-describedby="rule-problems"
          onInput={({ currentTarget }) => type(currentTarget.value)}
        />
      </label>
      <RuleProblems id="rule-problems" problems={problems ?? []} show={show} />
    </>
  );
}
