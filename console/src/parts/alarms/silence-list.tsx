import type { JSX } from 'preact';
import type { Silence } from '../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../data/alarms/alarms.ts';
import { endSilence } from '../../data/alarms/handling.ts';
import { now } from '../../data/clock.ts';
import { ended } from '../../format/ended.ts';
import { fullInstant, instant, withZone } from '../../format/time.ts';
import { permitted } from '../../view/access/permitted.ts';
import { useAction } from '../action.ts';
import { Refusal } from '../refusal.tsx';
import { scopeText, silencedText } from './silenced-text.ts';

/** The silences that have not ended: what each is of, who set it and why, and until when; nothing where there are none. */
export function SilenceList(): JSX.Element | null {
  const { value } = useAlarmAnswer<Silence[]>('/silences');
  const { problem, isRunning, run } = useAction();
  const silences = value.value ?? [];
  if (silences.length === 0) return null;
  return (
    <section aria-label="silences">
      <h2>Silences</h2>
      <ul class="silence-list">
        {silences.map((silence) => (
          <li key={silence.id}>
            <div>
              <p>{scopeText(silence)}</p>
              <p class="unit">
                {silence.by}: {ended(silence.reason)} {silencedText(silence)}
              </p>
            </div>
            <span title={fullInstant(silence.until)}>
              until {withZone(instant(silence.until, now.value), silence.until)}
            </span>
            {permitted('DELETE /silences/:id') && (
              <button type="button" disabled={isRunning} onClick={() => run(() => endSilence(silence.uri))}>
                end<span class="hidden"> the silence of {scopeText(silence)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refusal problem={problem} />
    </section>
  );
}
