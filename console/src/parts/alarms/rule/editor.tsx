import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { AlarmRuleDetails, DryRun } from '../../../../../src/api/wire/alarms.ts';
import { isEntityClass } from '../../../../../src/model/classes.ts';
import { useDryRun } from '../../../data/alarms/dry-run.ts';
import { now } from '../../../data/clock.ts';
import { historyBegins } from '../../../data/status.ts';
import { RuleActs } from './acts.tsx';
import { valuePlace, withField } from './field-line.ts';
import { RuleFields } from './fields.tsx';
import { NewRuleActs } from './new-rule-acts.tsx';
import { ranges, RulePreview, type TrialRange } from './preview.tsx';
import { RuleText, type Selection } from './rule-text.tsx';

const template = `class: VM
reason: Why it is there.
metric: cpu.usage
mean: 10m
amber: 80%
red: 90%
`;

/** Texts that are not saved, by rule: a look at a machine does not lose them. */
const drafts = new Map<string, string>();

interface Props {
  /** Null of a new one. */
  rule: AlarmRuleDetails | null;
  /** Something else is saved. */
  changed: () => void;
}

/** Edits the fields of a rule, and shows what it would have done while one types. */
export function RuleEditor({ rule, changed }: Props): JSX.Element {
  const key = rule?.id ?? '';
  const [typed, setTyped] = useState(drafts.get(key) ?? null);
  const [selection, select] = useState<Selection | null>(null);
  const [range, setRange] = useState<TrialRange>(ranges[1]);
  const text = typed ?? (rule ? (rule.edit?.text ?? '') : template);
  const said = valuePlace(text, 'class');
  const ownClass = said ? text.slice(said.start, said.end) : '';
  const cls = rule?.class ?? (isEntityClass(ownClass) ? ownClass : 'VM');
  // Once for a range: history goes on beginning later.
  const from = useMemo(() => startOf(range, historyBegins(cls)), [range, cls]);
  const trial = useDryRun(key, text, from);
  const saved = useRef<{ from: number; result: DryRun } | null>(null);
  if (typed === null && trial.result && trial.text === text && !trial.isOld)
    saved.current = { from, result: trial.result };
  const type = (next: string | null): void => {
    if (next === null) drafts.delete(key);
    else drafts.set(key, next);
    setTyped(next);
  };
  const change = (field: string, value: string): void => {
    const next = valuePlace(text, field) ? text : withField(text, field, value);
    type(next);
    select(valuePlace(next, field));
  };
  return (
    <>
      <div class="rule-editor">
        <div>
          <RuleText
            label={rule ? 'What differs from the files, in YAML' : 'Its fields, in YAML'}
            text={text}
            type={type}
            problems={trial.problem?.problem.problems}
            selection={selection}
            select={select}
          />
          {rule ? (
            <RuleActs rule={rule} text={text} isTyped={typed !== null} type={type} changed={changed} />
          ) : (
            <NewRuleActs text={text} saved={() => type(null)} />
          )}
        </div>
        {rule && <RuleFields fields={rule.fields} change={change} />}
      </div>
      <RulePreview
        trial={trial}
        saved={rule && typed !== null && saved.current?.from === from ? saved.current.result : null}
        range={range}
        choose={setRange}
      />
    </>
  );
}

/** Start of a range, as the API takes it: rows of a shorter time are finer, so that none is asked for before history begins. */
function startOf({ seconds }: TrialRange, begins: number | null): number {
  if (seconds === null) return begins ?? 0;
  return begins !== null && begins > now.peek() - seconds ? begins : -seconds;
}
