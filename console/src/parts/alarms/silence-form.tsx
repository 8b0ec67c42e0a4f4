import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import type { AskedSilence } from '../../data/alarms/handling.ts';
import { formField } from '../form-field.ts';
import { ReasonForm } from './reason-form.tsx';
import { SilencePreview } from './silence-preview.tsx';

const hour = 3600;
const spans = [
  [hour, 'an hour'],
  [4 * hour, '4 hours'],
  [24 * hour, 'a day'],
  [7 * 24 * hour, 'a week'],
] as const;

interface Props {
  alarm: Alarm;
  isRunning: boolean;
  submit: (asked: AskedSilence) => void;
  cancel: () => void;
}

/** Asks what to silence, why and for how long, and names the raised alarms that this is true of. */
export function SilenceForm({ alarm, isRunning, submit, cancel }: Props): JSX.Element {
  const { rule, entity, name } = alarm;
  const choices = [
    { text: `${rule} of ${name}`, rule, select: `id:${entity}` },
    { text: `${rule} everywhere`, rule, select: '' },
    { text: `every rule of ${name}`, rule: '*', select: `id:${entity}` },
    { text: 'by a selector…', rule: '*', select: null },
  ] as const;
  const [choice, choose] = useState(0);
  const [typed, type] = useState({ rule: '*', select: '' });
  const { text: _, ...chosen } = choices[choice] ?? choices[0];
  const asked = chosen.select === null ? typed : chosen;
  return (
    <ReasonForm
      verb="silence"
      isRunning={isRunning}
      submit={(form) =>
        submit({ ...asked, reason: formField(form, 'reason'), seconds: Number(formField(form, 'seconds')) })
      }
      cancel={cancel}
    >
      <select name="seconds" aria-label="for">
        {spans.map(([seconds, text]) => (
          <option key={seconds} value={seconds}>
            {text}
          </option>
        ))}
      </select>
      <select
        aria-label="what"
        value={choice}
        onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
      >
        {choices.map(({ text }, i) => (
          <option key={text} value={i}>
            {text}
          </option>
        ))}
      </select>
      {chosen.select === null && (
        <>
          <input
            aria-label="selector"
            placeholder="tag:lab"
            // Without one it would be of everything.
            required
            maxLength={1024}
            autocapitalize="off"
            autocomplete="off"
            spellcheck={false}
            value={typed.select}
            onInput={({ currentTarget }) => type({ ...typed, select: currentTarget.value })}
          />
          <label class="unit">
            rule{' '}
            <input
              maxLength={64}
              autocapitalize="off"
              autocomplete="off"
              spellcheck={false}
              value={typed.rule}
              onInput={({ currentTarget }) => type({ ...typed, rule: currentTarget.value })}
            />
          </label>
        </>
      )}
      <SilencePreview rule={asked.rule} select={asked.select} />
    </ReasonForm>
  );
}
