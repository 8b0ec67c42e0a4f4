import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import { acknowledge, endSilence, silence, withdraw } from '../../data/alarms/alarms.ts';
import { permitted } from '../../view/access/permitted.ts';
import { useAction } from '../action.ts';
import { formField } from '../form-field.ts';
import { Refusal } from '../refusal.tsx';

const hour = 3600;
const spans = [
  [hour, 'an hour'],
  [4 * hour, '4 hours'],
  [24 * hour, 'a day'],
  [7 * 24 * hour, 'a week'],
] as const;

interface Props {
  alarm: Alarm;
  /** It was acknowledged or silenced, or is no more. */
  changed: () => void;
}

/** Acknowledges and silences an alarm, each with a reason. */
export function Handling({ alarm, changed }: Props): JSX.Element | null {
  const [asked, setAsked] = useState<'acknowledge' | 'silence' | null>(null);
  const { problem, isRunning, run } = useAction();
  if (!permitted('POST /alarms/:id/ack')) return null;
  const { id, name, state, acknowledged, silenced } = alarm;
  const isRaised = state === 'red' || state === 'amber';
  const act = (what: () => Promise<void>): void =>
    run(async () => {
      await what();
      setAsked(null);
      changed();
    });
  const submit = (form: HTMLFormElement): Promise<void> => {
    const reason = formField(form, 'reason');
    if (asked === 'acknowledge') return acknowledge(id, reason);
    const select = `id:${alarm.entity}`;
    return silence({ select, rule: alarm.rule, reason, seconds: Number(formField(form, 'seconds')) });
  };
  return (
    <div class="handling">
      {asked === null && (
        <>
          {isRaised && !acknowledged && (
            <button type="button" onClick={() => setAsked('acknowledge')}>
              acknowledge<span class="hidden"> {name}</span>
            </button>
          )}
          {acknowledged && (
            <button type="button" disabled={isRunning} onClick={() => act(() => withdraw(id))}>
              end the acknowledgement
            </button>
          )}
          {silenced ? (
            <button type="button" disabled={isRunning} onClick={() => act(() => endSilence(silenced.uri))}>
              end the silence
            </button>
          ) : (
            <button type="button" onClick={() => setAsked('silence')}>
              silence<span class="hidden"> {name}</span>
            </button>
          )}
        </>
      )}
      {asked !== null && (
        <ReasonForm
          verb={asked}
          isRunning={isRunning}
          submit={(form) => act(() => submit(form))}
          cancel={() => setAsked(null)}
        />
      )}
      <Refusal problem={problem} />
    </div>
  );
}

interface FormProps {
  verb: 'acknowledge' | 'silence';
  isRunning: boolean;
  submit: (form: HTMLFormElement) => void;
  cancel: () => void;
}

/** Asks for the reason, and of a silence how long it lasts. */
function ReasonForm({ verb, isRunning, submit, cancel }: FormProps): JSX.Element {
  const reason = useRef<HTMLInputElement>(null);
  useEffect(() => reason.current?.focus(), []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) submit(event.currentTarget);
      }}
    >
      <input
        ref={reason}
        name="reason"
        aria-label="reason"
        placeholder="reason"
        required
        maxLength={1000}
        autocomplete="off"
      />
      {verb === 'silence' && (
        <select name="seconds" aria-label="for">
          {spans.map(([seconds, text]) => (
            <option key={seconds} value={seconds}>
              {text}
            </option>
          ))}
        </select>
      )}
      <button disabled={isRunning}>{verb}</button>
      <button type="button" class="quiet" onClick={cancel}>
        cancel
      </button>
    </form>
  );
}
