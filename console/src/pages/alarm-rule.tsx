import '../styles/alarms.css';
import '../styles/rule.css';
import type { JSX } from 'preact';
import type { AlarmRuleDetails } from '../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../data/alarms/alarms.ts';
import { pathOf } from '../data/alarms/rules.ts';
import { RuleEditor } from '../parts/alarms/rule/editor.tsx';
import { RuleFields } from '../parts/alarms/rule/fields.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { Since } from '../parts/since.tsx';
import { permitted } from '../view/access/permitted.ts';
import { useTitle } from '../view/title.ts';

/** A rule, its fields and what was edited of it, to be changed and tried; a new one where the address names none. */
export function AlarmRulePage({ id }: { id: string }): JSX.Element {
  return id === '' ? <NewRule /> : <KnownRule key={id} id={id} />;
}

function NewRule(): JSX.Element {
  useTitle('new rule');
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>New rule</h1>
        <a href="/alarm-rules">all rules</a>
        <span class="space" />
        <CopyCurl requests={() => ['/alarm-rules']} />
      </div>
      <RuleEditor rule={null} changed={() => undefined} />
    </div>
  );
}

function KnownRule({ id }: { id: string }): JSX.Element {
  const { value, problem, refresh } = useAlarmAnswer<AlarmRuleDetails>(pathOf(id));
  useTitle(id);
  const rule = value.value;
  if (problem.value?.status === 404) return <Problem problem={problem.value} what="rule" />;
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>{id}</h1>
        <a href="/alarm-rules">all rules</a>
        <a href={`/alarms?rule=${encodeURIComponent(id)}&state=red,amber,unknown,green`}>its alarms</a>
        <span class="space" />
        <CopyCurl requests={() => [pathOf(id)]} />
      </div>
      {rule ? <Rule rule={rule} changed={refresh} /> : <p class="note">Waiting for the rule.</p>}
    </div>
  );
}

function Rule({ rule, changed }: { rule: AlarmRuleDetails; changed: () => void }): JSX.Element {
  const { enabled, reason, edit } = rule;
  return (
    <>
      <p class="note">
        {!enabled && 'Switched off. '}
        {reason}
        {edit?.time != null && (
          <>
            {' '}
            Edited by {edit.by} <Since since={edit.time} />.
          </>
        )}
      </p>
      {permitted('POST /alarm-rules/dry-run') ? (
        <RuleEditor rule={rule} changed={changed} />
      ) : (
        <RuleFields fields={rule.fields} change={null} />
      )}
    </>
  );
}
