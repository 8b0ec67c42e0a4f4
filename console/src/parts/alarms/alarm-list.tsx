import type { JSX } from 'preact';
import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import { Since } from '../since.tsx';
import { AlarmLight } from './alarm-light.tsx';
import { Handling } from './handling.tsx';

/** Alarms with what they are about, their sentence, since when, and what can be done about them. */
export function AlarmList({
  alarms,
  changed,
}: {
  alarms: readonly Alarm[];
  changed: () => void;
}): JSX.Element {
  return (
    <ul class="alarms">
      {alarms.map((alarm) => (
        <li key={alarm.id} class={alarm.state}>
          <AlarmLight state={alarm.state} />
          <div>
            <p>
              <a href={alarm.subject}>{alarm.name}</a>{' '}
              {alarm.instance !== null && <span class="unit">{alarm.instance}</span>}{' '}
              <a class="rule" href={alarm.uri}>
                {alarm.rule}
              </a>
            </p>
            {alarm.message !== null && <p>{alarm.message}</p>}
            <Notes alarm={alarm} />
          </div>
          <Since since={alarm.since} />
          <Handling alarm={alarm} changed={changed} />
        </li>
      ))}
    </ul>
  );
}

/** What else is to be known of it: that it flaps, is hidden, acknowledged or silenced. */
function Notes({ alarm }: { alarm: Alarm }): JSX.Element | null {
  const { flapping, inhibited, acknowledged, silenced } = alarm;
  const notes = [
    flapping && 'flapping: its worst light is held until it is calm',
    acknowledged && `acknowledged by ${acknowledged.by}: ${acknowledged.reason}`,
    silenced && `silenced by ${silenced.by}: ${silenced.reason}`,
  ].filter((note) => typeof note === 'string');
  if (notes.length === 0 && inhibited === null) return null;
  return (
    <p class="note">
      {notes.join('; ')}
      {inhibited !== null && (
        <>
          {notes.length > 0 && '; '}hidden by <a href={inhibited}>another alarm</a>
        </>
      )}
    </p>
  );
}
