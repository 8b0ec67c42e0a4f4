import type { JSX } from 'preact';
import type { AlarmRuleDetails } from '../../../../../src/api/wire/alarms.ts';
import { removeRule, setRule } from '../../../data/alarms/rules.ts';
import { permitted } from '../../../view/access/permitted.ts';
import { go } from '../../../view/router.ts';
import { useAction } from '../../action.ts';
import { Refusal } from '../../refusal.tsx';
import { withField } from './field-line.ts';

interface Props {
  rule: AlarmRuleDetails;
  text: string;
  /** The text is not what is saved. */
  isTyped: boolean;
  /** Takes another text; null is what is saved. */
  type: (text: string | null) => void;
  changed: () => void;
}

/** Saves the edit of a rule, or takes it away. */
export function RuleActs({ rule, text, isTyped, type, changed }: Props): JSX.Element {
  const { problem, isRunning, run } = useAction();
  if (!permitted('PUT /alarm-rules/:id')) return <p class="note">An administrator can save it.</p>;
  const { id, enabled, edit, fields } = rule;
  const isOfFiles = fields.some(({ file }) => file !== null);
  const saved = (): void => {
    type(null);
    changed();
  };
  return (
    <div class="rule-acts">
      <button
        type="button"
        disabled={isRunning || !isTyped}
        onClick={() => run(() => setRule(id, text).then(saved))}
      >
        save
      </button>
      <button type="button" disabled={!isTyped} onClick={() => type(null)}>
        discard
      </button>
      <button type="button" onClick={() => type(withField(text, 'enabled', String(!enabled)))}>
        switch {enabled ? 'off' : 'on'}
      </button>
      {edit && (
        <button
          type="button"
          disabled={isRunning}
          onClick={() => run(() => removeRule(id).then(isOfFiles ? saved : leave))}
        >
          {backText(rule)}
        </button>
      )}
      <Refusal problem={problem} />
    </div>
  );
}

/** The rule is no more. */
function leave(): void {
  go('/alarm-rules');
}

function backText({ fields }: AlarmRuleDetails): string {
  const origins = fields.flatMap(({ file }) => file?.origin ?? []);
  if (origins.length === 0) return 'delete the rule';
  return origins.every((origin) => origin.startsWith('default-rules.yaml:'))
    ? 'back to the shipped rule'
    : 'back to the rule in files';
}
