import type { JSX } from 'preact';
import type { AlarmRule } from '../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../data/alarms/alarms.ts';
import { selectedOfAlarms, shownSelect } from '../../data/alarms/filter.ts';
import { selectText } from '../../data/selector/selected.ts';
import { query, setQuery } from '../../view/router.ts';
import { SelectorField } from '../search/selector-field.tsx';

type Filter = Readonly<Partial<Record<'select' | 'rule' | 'subject', string | null>>>;

/** What is listed, as the address has it: of which machines, of which rule, about what. */
export function FilterBar({ subjectName }: { subjectName: string | undefined }): JSX.Element {
  const rule = query('rule') ?? '';
  const subject = query('subject');
  const { selector, error } = selectedOfAlarms.value;
  const metrics = selector?.metrics ?? [];
  return (
    <>
      <div class="filter" role="group" aria-label="filter">
        <SelectorField
          label="machines, hosts and sources"
          placeholder="a name, tag:lab, host:rack1"
          text={selectText.value}
          change={(select) => choose({ select })}
        />
        <RuleChooser rule={rule} />
        {subject !== null && (
          <button type="button" title={subject} onClick={() => choose({ subject: null }, true)}>
            only {subjectName ?? 'one address'} <span aria-hidden="true">✕</span>
            <span class="hidden">: list others too</span>
          </button>
        )}
      </div>
      {error && (
        <p class="note wrong">
          {error.message}. {shownSelect.value ? `Shown is “${shownSelect.value}”.` : 'All are shown.'}
        </p>
      )}
      {metrics.length > 0 && (
        <p class="note">Alarms are not chosen by values: nothing is found by {metrics.join(', ')}.</p>
      )}
    </>
  );
}

function RuleChooser({ rule }: { rule: string }): JSX.Element {
  const rules = useAlarmAnswer<AlarmRule[]>('/alarm-rules').value.value ?? [];
  const ids = rules.map(({ id }) => id);
  const families = new Set(ids.map((id) => id.replace(/\..*$/, '.*')));
  const offered = [...families, ...ids].toSorted();
  return (
    <select
      aria-label="rule"
      value={rule}
      onChange={({ currentTarget }) => choose({ rule: currentTarget.value }, true)}
    >
      <option value="">every rule</option>
      {[...new Set(rule === '' ? offered : [rule, ...offered])].map((id) => (
        <option key={id} value={id}>
          {id}
        </option>
      ))}
    </select>
  );
}

/** Another choice is read from its newest on. */
function choose(filter: Filter, push = false): void {
  setQuery({ ...filter, before: null, after: null }, push);
}
