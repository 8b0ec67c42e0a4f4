import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlarmRule } from '../../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../../data/alarms/alarms.ts';
import { pathOf, setRule } from '../../../data/alarms/rules.ts';
import { permitted } from '../../../view/access/permitted.ts';
import { go } from '../../../view/router.ts';
import { useAction } from '../../action.ts';
import { Refusal } from '../../refusal.tsx';

/** Saves a new rule under a name that no other has. */
export function NewRuleActs({ text, saved }: { text: string; saved: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const { problem, isRunning, run } = useAction();
  const isTaken = useAlarmAnswer<AlarmRule[]>('/alarm-rules').value.value?.some(({ id }) => id === name);
  if (!permitted('PUT /alarm-rules/:id')) return <p class="note">An administrator can save it.</p>;
  return (
    <form
      class="rule-acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRunning || isTaken) return;
        run(async () => {
          await setRule(name, text);
          saved();
          go(pathOf(name));
        });
      }}
    >
      <label>
        name{' '}
        <input
          value={name}
          required
          maxLength={64}
          placeholder="vm.own"
          autocapitalize="off"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setName(currentTarget.value.trim())}
        />
      </label>
      <button disabled={isRunning || isTaken}>save</button>
      {isTaken && (
        <span class="wrong">
          There is such a rule: <a href={pathOf(name)}>edit {name}</a>.
        </span>
      )}
      <Refusal problem={problem} />
    </form>
  );
}
