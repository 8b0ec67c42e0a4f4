import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlarmDetails } from '../../../../src/api/wire/alarms.ts';
import type { Unit } from '../../../../src/model/unit.ts';
import { setOverride } from '../../data/alarms/handling.ts';
import { text } from '../../format/format.ts';
import { permitted } from '../../view/access/permitted.ts';
import { useAction } from '../action.ts';
import { formField } from '../form-field.ts';
import { Refusal } from '../refusal.tsx';

const lights = ['amber', 'red'] as const;

/** Sets other levels of the rule for the one machine or host that an alarm is about. */
export function OverrideForm({
  alarm,
  changed,
}: {
  alarm: AlarmDetails;
  changed: () => void;
}): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  const { problem, isRunning, run } = useAction();
  const [condition, ...others] = alarm.conditions;
  const isOfOneNumber = condition && condition.kind !== 'when' && others.length === 0;
  if (!isOfOneNumber || !permitted('PUT /overrides/:name')) return null;
  const { rule, entity, name } = alarm;
  const submit = (form: HTMLFormElement): void =>
    run(async () => {
      const levels = lights.flatMap((light) => {
        const level = formField(form, light);
        return level === '' ? [] : [[light, level]];
      });
      await setOverride(`${rule}-${entity.slice(0, 8)}`, {
        rule,
        entity,
        note: formField(form, 'note'),
        ...Object.fromEntries(levels),
      });
      setOpen(false);
      changed();
    });
  if (!isOpen) {
    return (
      <button type="button" onClick={() => setOpen(true)}>
        other levels for {name}
      </button>
    );
  }
  return (
    <form
      class="levels"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) submit(event.currentTarget);
      }}
    >
      {lights.map((light) => {
        const level = condition[light]?.level;
        return (
          <label key={light}>
            {light}{' '}
            <input
              name={light}
              maxLength={40}
              autocomplete="off"
              placeholder={
                level === undefined ? 'none' : text(level, condition.units as Unit).replace(' ', '')
              }
            />
          </label>
        );
      })}
      <label>
        why <input name="note" required maxLength={200} autocomplete="off" />
      </label>
      <button disabled={isRunning}>set</button>
      <button type="button" class="quiet" onClick={() => setOpen(false)}>
        cancel
      </button>
      <Refusal problem={problem} />
    </form>
  );
}
