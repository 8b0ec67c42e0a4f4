import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import { acknowledge, endSilence, silence, withdraw } from '../../data/alarms/handling.ts';
import { permitted } from '../../view/access/permitted.ts';
import { useAction } from '../action.ts';
import { formField } from '../form-field.ts';
import { Refusal } from '../refusal.tsx';
import { ReasonForm } from './reason-form.tsx';
import { SilenceForm } from './silence-form.tsx';

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
      {asked === 'acknowledge' && (
        <ReasonForm
          verb="acknowledge"
          isRunning={isRunning}
          submit={(form) => act(() => acknowledge(id, formField(form, 'reason')))}
          cancel={() => setAsked(null)}
        />
      )}
      {asked === 'silence' && (
        <SilenceForm
          alarm={alarm}
          isRunning={isRunning}
          submit={(wanted) => act(() => silence(wanted))}
          cancel={() => setAsked(null)}
        />
      )}
      <Refusal problem={problem} />
    </div>
  );
}
